# tries: to make its output a terabyte long
# expects: exception
import os

os.ftruncate(1, 10**12)
