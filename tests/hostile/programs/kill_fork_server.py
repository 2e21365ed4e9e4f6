# tries: to kill the process that started it
# expects: exception
# weak: killed
# leaks: it can kill the fork server; its own run is then judged as killed, and a new server is started
import os
import signal
import time

os.kill(os.getppid(), signal.SIGKILL)
time.sleep(1)
