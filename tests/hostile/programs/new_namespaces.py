# tries: to be root in namespaces of its own
# expects: exception
# weak: ok, exception
# leaks: it can make namespaces, and so reaches more of the kernel
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000 | 0x20000):  # CLONE_NEWUSER, CLONE_NEWNS
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
