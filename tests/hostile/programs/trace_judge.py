# tries: to attach itself to a process of the judge's
# expects: exception
# weak: ok, exception
# leaks: where the kernel lets processes of one user trace each other, it traces them
import ctypes
import json
import os

at = json.loads(input())
libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(16, at["keeper"], 0, 0):  # PTRACE_ATTACH
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
