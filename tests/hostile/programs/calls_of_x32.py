# tries: system calls by the numbers of the x32 interface
# expects: exception
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(0x40000000 | 39) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
