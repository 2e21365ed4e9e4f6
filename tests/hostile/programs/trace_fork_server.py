# tries: to attach itself to the process that started it (no further, in case it can)
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can trace the fork server
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(0x4206, os.getppid(), 0, 0):  # PTRACE_SEIZE
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
