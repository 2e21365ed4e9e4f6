# tries: to change what the next program imports
# expects: ok
import math
import os
import sys

math.pi = 3
os.listdir = lambda *path: ["changed"]
sys.modules["os"] = sys.modules["math"] = None
