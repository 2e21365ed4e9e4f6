# tries: to return a value deeper than any stack
# expects: exception
# entry: f
def f():
    value = []
    for _ in range(100_000):
        value = [value]
    return value
