# tries: to make the judge read more than it should
# expects: killed, exception
# entry: f
import os


def f():
    while os.write(3, b" " * 50_000):
        pass
