# tries: to have everybody who opens a module of the standard library wait
# expects: exception
# weak: ok, exception
# leaks: where the user owns the file, others wait until the run is over
import fcntl
import os
import time

file = os.open(os.path.dirname(os.__file__) + "/this.py", os.O_RDONLY)
fcntl.fcntl(file, 1024, fcntl.F_WRLCK)  # F_SETLEASE
time.sleep(0.1)
