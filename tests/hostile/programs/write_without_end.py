# tries: to write without end, past Python's buffers, and to go on when refused
# expects: output_limit
import os

while True:
    try:
        os.write(1, b"x" * 5000)
    except OSError:
        pass
