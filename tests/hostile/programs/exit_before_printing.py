# tries: to leave past the interpreter, its output still in a buffer
# expects: ok
import os

print("never seen")
os._exit(0)
