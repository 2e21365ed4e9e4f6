# tries: to change a constant of the interpreter in its memory
# expects: ok, exception, killed, timeout
import ctypes

ctypes.memset(id(1) + 16, 0xFF, 12)
print(1 + 1)
