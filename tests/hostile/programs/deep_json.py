# tries: to overflow the C stack by nested JSON
# expects: exception, killed, memory
import json
import sys

sys.setrecursionlimit(10**9)
json.loads("[" * 10**6)
