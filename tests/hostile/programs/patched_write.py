# tries: to have no report written
# expects: killed
# entry: f
import os


def f():
    os.write = os.pwrite = lambda *things: 0
    return 1
