# tries: to have its end taken for one by processor time
# expects: killed
import signal

signal.raise_signal(signal.SIGXCPU)
