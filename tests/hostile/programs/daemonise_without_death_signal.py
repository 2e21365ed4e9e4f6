# tries: to be forgotten by its parent, then to outlive it in a session of its own
# expects: exception
# weak: ok
import ctypes
import os
import time

ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)  # PR_SET_PDEATHSIG: none
if os.fork() == 0:
    os.setsid()
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    time.sleep(60)
