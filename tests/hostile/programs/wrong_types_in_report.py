# tries: to make the judge handle values of other types than it expects
# expects: killed
# entry: f
import os


def f():
    os.write(3, b'{"error": [], "type": {}, "line": true, "value": 42, "memory": "yes"}')
    os._exit(0)
