# tries: to crash the interpreter by code that no compiler wrote
# expects: killed, exception, timeout, ok, memory


def f():
    pass


f.__code__ = f.__code__.replace(co_code=b"\x64\xff" * 50)
f()
