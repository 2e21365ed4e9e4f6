# tries: to start processes by multiprocessing
# expects: exception
# weak: ok
# leaks: it starts processes, which live until its time is up
import multiprocessing
import time

for _ in range(8):
    multiprocessing.Process(target=time.sleep, args=(60,), daemon=True).start()
