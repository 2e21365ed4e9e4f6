# tries: to overflow the C stack
# expects: killed, exception, memory
import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x"[:0])


Deep().x
