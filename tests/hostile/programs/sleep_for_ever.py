# tries: to wait without using any processor time
# expects: timeout
import time

time.sleep(60)
