# tries: to go on in a thread that isn't waited for, printing
# expects: ok
import os
import threading
import time


def later():
    time.sleep(0.5)
    os.write(1, b"too late")


threading.Thread(target=later, daemon=True).start()
