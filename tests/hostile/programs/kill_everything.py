# tries: to kill every process that it may
# expects: exception
# never: rlimits
# leaks: it can kill every process of the user (not tried: it would)
import os
import signal

os.kill(-1, signal.SIGKILL)
