# tries: to have the kernel send SIGKILL to its parent: it makes the parent the owner of a pipe's signals
# expects: ok, exception
# weak: killed
# leaks: it can kill the fork server; its own run is then judged as killed, and a new server is started
import fcntl
import os
import time

reader, writer = os.pipe()
fcntl.fcntl(reader, 10, 9)  # F_SETSIG, SIGKILL
fcntl.fcntl(reader, fcntl.F_SETOWN, os.getppid())
fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC)
os.write(writer, b"x")
time.sleep(1)
