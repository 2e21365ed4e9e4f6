# tries: to make the judge call its own objects
# expects: ok, exception
import sys


class Stream:
    def __getattr__(self, name):
        raise KeyboardInterrupt


sys.stdout = sys.stderr = Stream()
