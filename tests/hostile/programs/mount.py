# tries: to mount a file system of its own
# expects: exception
# never: rlimits
# leaks: where the judge is root it can mount (not tried: it would)
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None):
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
