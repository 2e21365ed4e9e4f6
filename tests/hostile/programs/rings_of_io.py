# tries: to reach files by io_uring, past the rules for system calls
# expects: exception
# weak: ok, exception
# leaks: it can use every call of the kernel that the user may
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(425, 8, ctypes.create_string_buffer(256)) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
