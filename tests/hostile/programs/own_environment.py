# tries: to find a secret in its environment
# expects: ok
import os

print(dict(os.environ))
try:
    print(open("/proc/self/environ").read())
except OSError:
    pass
