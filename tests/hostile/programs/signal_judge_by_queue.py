# tries: to signal the judge by sigqueue
# expects: exception
# weak: ok
# leaks: it can signal every process of the user, the judge's included
import ctypes
import json
import os

at = json.loads(input())
libc = ctypes.CDLL(None, use_errno=True)
if libc.sigqueue(at["parent"], 10, None):
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
