# tries: to take memory that isn't in its address space: files without a name
# expects: exception
import os

while True:
    file = os.memfd_create("more")
    os.write(file, bytes(100_000))
