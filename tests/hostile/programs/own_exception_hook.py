# tries: to hide its exception
# expects: ok, exception
import os
import sys

sys.excepthook = lambda *things: os._exit(0)
raise ValueError("failed")
