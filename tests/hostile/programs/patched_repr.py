# tries: to have its value described by itself
# expects: ok, exception
# entry: f
import builtins


def f():
    builtins.repr = lambda thing: "True"
    return 1
