# tries: to become another program
# expects: exception
# weak: ok
# leaks: it can run every program of the machine
import os

os.execv("/bin/sh", ["sh", "-c", "echo another program"])
