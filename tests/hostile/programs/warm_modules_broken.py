# tries: to break the modules that the fork server shares with all programs
# expects: ok
import random
import re
import string
import sys

for module in list(sys.modules.values()):
    if getattr(module, "__name__", "") in ("random", "re", "string", "math", "collections"):
        vars(module).clear()
