# tries: to take all memory by frames
# expects: memory, exception, killed, timeout
import sys

sys.setrecursionlimit(10**9)


def deeper(number):
    return deeper(number + 1)


deeper(0)
