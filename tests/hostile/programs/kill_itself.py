# tries: to end as if something had killed it
# expects: killed
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
