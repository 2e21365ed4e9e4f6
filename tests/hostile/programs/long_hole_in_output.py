# tries: to make its output a terabyte long
# expects: exception
import os

os.lseek(1, 10**12, os.SEEK_SET)
os.write(1, b"x")
