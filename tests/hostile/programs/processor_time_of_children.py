# tries: to use more processor time than it has, in children
# expects: exception
# weak: timeout
import os
import time

for _ in range(3):
    if os.fork() == 0:
        while time.process_time() < 0.8:
            pass
        os._exit(0)
    os.wait()
