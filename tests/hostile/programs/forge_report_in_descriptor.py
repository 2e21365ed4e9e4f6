# tries: to send a report of its own, and to leave before the judge's (its word either way)
# expects: ok, killed
# entry: f
import os


def f():
    os.write(3, b'{"error": null, "value": "True"}')
    os._exit(0)
