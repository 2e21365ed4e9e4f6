# tries: to become root by a program that may
# expects: exception
# weak: ok, exception
# leaks: it can run every program of the machine, though none gives it more rights
import os

os.execv("/usr/bin/su", ["su", "-c", "id -u"])
