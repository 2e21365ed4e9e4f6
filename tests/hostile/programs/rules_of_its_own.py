# tries: to have the kernel keep rules of its own for each of its threads (filters of calls, sets of ports)
# expects: ok
# weak: exception
# leaks: it has memory beyond its limit
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
allow = ctypes.create_string_buffer(b"\x06\0\0\0\0\0\xff\x7f", 8)
program = (ctypes.c_size_t * 2)(1, ctypes.addressof(allow))
libc.prctl(38, 1, 0, 0, 0)
done = [
    libc.prctl(22, 2, program, 0, 0),
    libc.syscall(277 if ctypes.sizeof(ctypes.c_long) == 4 else 317, 1, 0, program),
    libc.syscall(444, (ctypes.c_uint64 * 2)(1, 1), 16, 0),
]
if any(number >= 0 for number in done):
    raise OSError(str(done))
