# tries: to fork past Python, by the C library
# expects: exception
# weak: ok
# leaks: it starts processes, which live until its time is up
import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
for _ in range(4):
    if libc.fork() < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
time.sleep(0.2)
