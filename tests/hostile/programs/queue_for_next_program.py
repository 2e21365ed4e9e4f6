# tries: to leave a POSIX message queue (it removes it, in case it can)
# expects: exception
# weak: ok
# leaks: it can leave shared memory and queues
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.mq_open(b"/ses-hostile", os.O_CREAT | os.O_RDWR, 0o600, None) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
libc.mq_unlink(b"/ses-hostile")
