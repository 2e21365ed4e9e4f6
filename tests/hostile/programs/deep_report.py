# tries: to make the judge recurse without end
# expects: killed
# entry: f
import os


def f():
    os.write(3, b"[" * 100_000)
    os._exit(0)
