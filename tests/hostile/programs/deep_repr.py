# tries: to overflow the C stack by the text of a nested list
# expects: exception, killed, memory, timeout
import sys

sys.setrecursionlimit(10**9)
value = []
for _ in range(400_000):
    value = [value]
repr(value)
