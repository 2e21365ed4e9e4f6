# tries: to outlive its run as a daemon: two forks and a session of its own
# expects: exception
# weak: ok
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
time.sleep(0.2)
