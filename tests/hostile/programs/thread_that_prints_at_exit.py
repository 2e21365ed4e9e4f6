# tries: to print in a thread while the process ends
# expects: ok, output_limit
import os
import threading


def flood():
    while True:
        os.write(1, b"x")


threading.Thread(target=flood, daemon=True).start()
