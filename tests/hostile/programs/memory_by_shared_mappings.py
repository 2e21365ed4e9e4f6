# tries: to keep shared memory by one page each, the rest taken out of its address space (64 MB, in case it can)
# expects: exception
# weak: ok
# leaks: it has memory beyond its limit
import ctypes
import errno
import mmap

libc = ctypes.CDLL(None)
for size in (8 << 20, 1 << 32):  # the second one's lower half is zero
    for _ in range(8):
        try:
            room = mmap.mmap(-1, size)
        except OSError as error:
            if error.errno == errno.EPERM or size > 1 << 30:
                continue
            raise
        if size > 1 << 30:
            raise SystemExit("four gigabytes in one mapping")
        address = ctypes.addressof(ctypes.c_char.from_buffer(room))
        ctypes.memset(address, 65, size)
        libc.munmap(ctypes.c_void_p(address + 4096), ctypes.c_size_t(size - 4096))
mmap.mmap(-1, 4096).close()  # a page keeps no more than itself
mmap.mmap(-1, 8 << 20)
