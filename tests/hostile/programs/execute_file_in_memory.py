# tries: to run a program of its own from a file without a name
# expects: exception
# weak: ok
# leaks: it can run every program of the machine, and its own
import os

file = os.memfd_create("script", 0)
os.write(file, b"#!/bin/sh\necho another program\n")
os.execve(file, ["script"], {})
