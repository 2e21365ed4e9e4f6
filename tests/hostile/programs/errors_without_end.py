# tries: to fill the standard error
# expects: output_limit
import sys

while True:
    sys.stderr.write("x" * 1000)
