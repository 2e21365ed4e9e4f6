# tries: to return more than a program may print
# expects: exception
# entry: f
def f():
    return "x" * 1_000_000
