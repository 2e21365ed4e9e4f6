# tries: to have its report written by itself
# expects: ok, killed
# entry: f
import json


def f():
    json.dumps = lambda *things, **options: '{"value": "True"}'
    return 1
