# tries: to take its process group with it
# expects: killed
import os
import signal

os.kill(0, signal.SIGKILL)
