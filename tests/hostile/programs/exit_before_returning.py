# tries: to pass for a success without having returned anything
# expects: killed
# entry: f
import os


def f():
    os._exit(0)
