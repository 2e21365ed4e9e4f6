# tries: to make the judge take memory for lists in its report
# expects: killed
# entry: f
import os
import resource


def f(*_):
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    os.pwrite(3, b'{"value": "(5, [])", "x": [' + b"[]," * ((hard - 100) // 3) + b"0]}", 0)
    os._exit(0)
