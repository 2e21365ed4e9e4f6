# tries: to stop itself, so that it never ends
# expects: timeout
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
