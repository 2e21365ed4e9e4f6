# tries: to be another module than it is
# expects: ok, exception
import sys


class Main:
    __dict__ = property(lambda self: 1 / 0)


sys.modules["__main__"] = Main()
