# tries: to close the descriptors of its streams and its report
# expects: ok, exception
import os

print("lost")
os.closerange(0, 1000)
