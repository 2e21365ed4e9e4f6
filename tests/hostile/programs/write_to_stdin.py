# tries: to change its own input, for a second run
# expects: ok, exception
import os

os.write(0, b"changed\n")
os.ftruncate(0, 3)
