# tries: to end its process from a thread
# expects: ok
import sys
import threading

thread = threading.Thread(target=sys.exit, args=(0,))
thread.start()
thread.join()
print("still here")
