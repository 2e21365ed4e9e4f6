# tries: to enter the namespaces of another process
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can enter other namespaces
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.setns(os.open("/proc/1/ns/uts", os.O_RDONLY), 0)
if ctypes.get_errno():
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
