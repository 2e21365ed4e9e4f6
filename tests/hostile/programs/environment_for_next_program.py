# tries: to change the next program's hash seed and environment
# expects: ok
import ctypes
import os

os.environ["PYTHONHASHSEED"] = "1"
for number in range(10):
    ctypes.CDLL(None).setenv(b"NEW%d" % number, b"1", 1)
os.umask(0o777)
