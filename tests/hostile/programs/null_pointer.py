# tries: to crash the interpreter
# expects: killed
import ctypes

ctypes.string_at(0)
