# tries: to return a value that is longer than its limit, by writing the report itself
# expects: killed
# entry: f
import os
import resource


def f(*_):
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    os.pwrite(3, b'{"value": "%s"}' % (b"1" * 300_000), 0)
    os._exit(0)
