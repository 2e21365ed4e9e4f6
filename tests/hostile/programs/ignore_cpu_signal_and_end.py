# tries: to be right a little after its processor time is over
# expects: timeout
import signal
import time

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while time.process_time() < 1.5:
    pass
print("right")
