# tries: to read the fork server's memory by process_vm_readv
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it reads the fork server, which holds no secret
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
ours = ctypes.create_string_buffer(64)
piece = (ctypes.c_size_t * 2)(ctypes.addressof(ours), 64)  # the same address there: it forked
if libc.process_vm_readv(os.getppid(), piece, 1, (ctypes.c_size_t * 2)(id(object), 64), 1, 0) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
