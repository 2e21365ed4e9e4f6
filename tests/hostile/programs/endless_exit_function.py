# tries: to go on when it is over
# expects: timeout
import atexit
import time

atexit.register(time.sleep, 60)
