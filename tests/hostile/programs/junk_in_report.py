# tries: to make the judge choke on its report
# expects: killed
# entry: f
import os


def f():
    os.write(3, bytes(range(256)) * 40)
    return 1
