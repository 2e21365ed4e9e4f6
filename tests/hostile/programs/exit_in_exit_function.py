# tries: to hide its failure behind another exit status
# expects: ok, exception
import atexit
import os

atexit.register(os._exit, 0)
raise ValueError("failed")
