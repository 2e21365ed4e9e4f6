# tries: to leave System V shared memory (it removes it, in case it can)
# expects: exception
# weak: ok
# leaks: it can leave shared memory and queues
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
number = libc.shmget(0x5E5, 4096, 0o1600)
if number < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
libc.shmctl(number, 0, None)
