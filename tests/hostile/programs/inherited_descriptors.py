# tries: to read and to overwrite whatever was left open
# expects: ok
import os

for number in range(3, 1001):
    for act in (lambda: print(os.pread(number, 100, 0)), lambda: os.write(number, b"junk")):
        try:
            act()
        except OSError:
            pass
