# tries: to take back what it printed
# expects: ok
import os

print("first", flush=True)
os.ftruncate(1, 0)
os.lseek(1, 0, os.SEEK_SET)
print("second")
