# tries: to be stuck in C, where no signal handler runs
# expects: timeout
import re

re.match("(a+)+$", "a" * 60 + "b")
