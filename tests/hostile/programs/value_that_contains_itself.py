# tries: to return a value without end
# expects: exception
# entry: f
def f():
    value = []
    value.append(value)
    return value
