# tries: to have no output
# expects: ok
import sys

print("lost?")
sys.stdout.close()
sys.stderr.close()
sys.stdin.close()
