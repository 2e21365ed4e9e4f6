# tries: to make the judge convert a number of a hundred thousand digits
# expects: killed
# entry: f
import os


def f():
    os.write(3, b'{"line": ' + b"9" * 90_000 + b"}")
    os._exit(0)
