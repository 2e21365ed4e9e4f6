# tries: to keep huge pages by lending one small page of each to a pipe (40 MB, in case it can)
# expects: killed
# weak: ok
# leaks: it has memory beyond its limit
import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
HUGE = 2 << 20
reader, writer = os.pipe()
rooms = []  # closing one would take away what lies in its hole
for _ in range(10):
    room = mmap.mmap(-1, 2 * HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    rooms.append(room)
    room.madvise(mmap.MADV_HUGEPAGE)
    start = -ctypes.addressof(ctypes.c_char.from_buffer(room)) % HUGE
    room[start : start + HUGE] = b"x" * HUGE
    piece = (ctypes.c_size_t * 2)(ctypes.addressof(ctypes.c_char.from_buffer(room, start)), 4096)
    if libc.vmsplice(writer, piece, 1, 0) != 4096:
        raise OSError(ctypes.get_errno(), "vmsplice")
    libc.munmap(ctypes.c_void_p(piece[0]), HUGE)
