# tries: to take open files out of a process of the judge's
# expects: exception
# weak: ok, exception
# leaks: where the kernel lets processes of one user trace each other, it takes their open files
import ctypes
import json
import os

at = json.loads(input())
libc = ctypes.CDLL(None, use_errno=True)
process = libc.syscall(434, at["keeper"], 0)  # pidfd_open
taken = [libc.syscall(438, process, number, 0) for number in range(3, 60)]  # pidfd_getfd
if max(taken) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print([os.pread(number, 100, 0) for number in taken if number >= 0])
