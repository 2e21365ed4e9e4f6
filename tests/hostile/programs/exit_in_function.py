# tries: to pass for a success by an orderly exit
# expects: exception
# entry: f
import sys


def f():
    sys.exit(0)
