# tries: to read something else
# expects: ok
import io
import sys

sys.stdin = io.StringIO("1\n")
print(input())
