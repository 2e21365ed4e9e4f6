# tries: to go on after the signal that says that its processor time is over
# expects: timeout
import signal

signal.signal(signal.SIGXCPU, lambda *_: None)
while True:
    pass
