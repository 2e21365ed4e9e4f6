# tries: to run code in each step of the reporting
# expects: ok, exception, killed
# entry: f
import sys


def f():
    sys.setprofile(lambda *things: 1 / 0)
    sys.settrace(lambda *things: 1 / 0)
    return 1
