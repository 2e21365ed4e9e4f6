# tries: to claim a value and a lack of memory where only output counts
# expects: ok, memory
import os

os.write(3, b'{"value": "1", "memory": true, "error": "claimed"}')
os._exit(0)
