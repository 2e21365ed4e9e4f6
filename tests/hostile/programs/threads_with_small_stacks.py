# tries: to start very many threads in little memory (a thousand, in case it can)
# expects: ok, exception, memory, killed
import threading
import time

threading.stack_size(32 << 10)
for _ in range(1000):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print(threading.active_count())
