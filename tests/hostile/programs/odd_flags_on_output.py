# tries: to change how the judge's descriptor of its output works
# expects: ok, exception
import fcntl
import os

print("text", flush=True)
fcntl.fcntl(1, fcntl.F_SETFL, os.O_DIRECT | os.O_NONBLOCK | os.O_APPEND)
fcntl.flock(1, fcntl.LOCK_EX)
