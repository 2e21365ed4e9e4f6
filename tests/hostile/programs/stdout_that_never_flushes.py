# tries: to keep the judge waiting in its own flush
# expects: timeout
import sys


class Stream:
    def flush(self):
        __import__("time").sleep(60)


sys.stdout = Stream()
