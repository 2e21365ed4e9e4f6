# tries: to have the kernel send SIGSTOP to its parent
# expects: ok, exception
# weak: timeout
# leaks: it can stop the fork server, which costs the judge its grace of 5 seconds
# seconds: 12
import fcntl
import os

reader, writer = os.pipe()
fcntl.fcntl(reader, 10, 19)  # F_SETSIG, SIGSTOP
fcntl.fcntl(reader, fcntl.F_SETOWN, os.getppid())
fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC)
os.write(writer, b"x")
