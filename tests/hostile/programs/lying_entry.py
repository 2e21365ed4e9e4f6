# tries: to have another thing called than it defined, by its module's own __getattr__
# expects: ok, exception
# entry: f
def __getattr__(name):
    return lambda: name
