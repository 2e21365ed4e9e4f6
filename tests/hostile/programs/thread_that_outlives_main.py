# tries: to go on in a thread that is waited for
# expects: timeout
import threading
import time

threading.Thread(target=time.sleep, args=(60,)).start()
