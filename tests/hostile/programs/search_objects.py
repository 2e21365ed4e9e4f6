# tries: to find a secret among the interpreter's objects
# expects: ok
import gc
import sys

for thing in gc.get_objects():
    if type(thing) is dict and "SES_HOSTILE" in str(thing):
        print(str(thing)[:200])
print(len(sys.modules))
