# tries: to double its processes again and again (six times, in case it can)
# expects: exception
# weak: ok
# leaks: it starts processes, which live until its time is up
import os
import time

for _ in range(6):
    os.fork()
time.sleep(0.5)
