# tries: to learn which modules others open
# expects: exception
# weak: ok
# leaks: it learns it
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(os.O_NONBLOCK)
if watch < 0:
    raise OSError(ctypes.get_errno(), "refused")
assert libc.inotify_add_watch(watch, os.path.dirname(os.__file__).encode(), 0x20) > 0  # IN_OPEN
