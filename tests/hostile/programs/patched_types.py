# tries: to have an object of its own taken for a number
# expects: ok, exception, killed
# entry: f
import builtins


def f():
    kind = builtins.type
    builtins.type = lambda *things: int if len(things) == 1 else kind(*things)
    return object()
