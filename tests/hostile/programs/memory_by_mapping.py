# tries: to map more memory than there is to be
# expects: exception, memory
import mmap

kept = []
while True:
    kept.append(mmap.mmap(-1, 1 << 26, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
    kept[-1].write(bytes(1 << 22))
