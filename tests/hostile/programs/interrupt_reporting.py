# tries: to raise in the midst of the reporting
# expects: ok, exception, killed
# entry: f
import signal


def f():
    signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
    signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
    return list(range(10000))
