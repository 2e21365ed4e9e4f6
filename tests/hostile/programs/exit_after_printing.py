# tries: to leave past the interpreter
# expects: ok
import os

print("seen", flush=True)
os._exit(0)
