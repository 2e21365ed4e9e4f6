# tries: to keep a word in the kernel's key store (for this process, in case it can)
# expects: exception
# weak: ok, exception
# leaks: it can leave keys in the user's key store
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
if libc.syscall(number, b"user", b"word", b"left", 4, -2) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
