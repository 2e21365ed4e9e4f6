# tries: to stop the process that started it
# expects: exception
# weak: timeout
# leaks: it can stop the fork server, which costs the judge its grace of 5 seconds
# seconds: 12
import os
import signal

os.kill(os.getppid(), signal.SIGSTOP)
