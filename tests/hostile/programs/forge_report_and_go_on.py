# tries: to have two reports
# expects: killed
# entry: f
import os


def f():
    os.write(3, b'{"error": null, "value": "True"}')
    return 1
