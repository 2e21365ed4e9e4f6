# tries: to end with a core dump
# expects: killed
import os

os.abort()
