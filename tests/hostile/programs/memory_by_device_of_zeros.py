# tries: to have memory that is no mapping's own, from a device (8 MB, in case it can)
# expects: exception
# weak: ok
# leaks: it has memory beyond its limit
import mmap
import os

file = os.open("/dev/zero", os.O_RDWR)
mmap.mmap(file, 8 << 20)[:] = bytes(8 << 20)
