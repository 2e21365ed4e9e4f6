# tries: to return a number of more digits than the interpreter turns into text
# expects: ok
# entry: f
def f():
    return 10**20_000
