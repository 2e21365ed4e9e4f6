# tries: to keep files without a name by one mapped page each, their descriptors closed (64 MB, in case it can)
# expects: exception
# weak: ok
# leaks: it has memory beyond its limit
import ctypes
import os

libc = ctypes.CDLL(None)
libc.mmap.argtypes = [ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for _ in range(640):
    file = os.memfd_create("kept")
    os.posix_fallocate(file, 0, 100_000)
    libc.mmap(0, 4096, 1, 1, file, 0)
    os.close(file)
