# tries: to start threads until something gives
# expects: exception, memory
import threading
import time

while True:
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
