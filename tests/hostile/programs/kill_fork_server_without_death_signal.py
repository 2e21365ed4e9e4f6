# tries: to kill the process that started it, and to go on
# expects: exception
# never: rlimits
# leaks: it goes on, and nobody watches its time
import ctypes
import os
import signal
import time

ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)  # PR_SET_PDEATHSIG: none
os.kill(os.getppid(), signal.SIGKILL)
time.sleep(60)
