# tries: to recurse without end
# expects: exception
def f():
    f()


f()
