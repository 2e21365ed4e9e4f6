# tries: system calls by their 32-bit numbers, which the rules for 64 bits don't know
# expects: killed
# weak: exception, killed
# leaks: it can use every call of the kernel that the user may
import ctypes
import mmap
import os
import signal

if os.uname().machine != "x86_64":
    os.kill(os.getpid(), signal.SIGSYS)
memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
memory.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # getpid, by int 0x80
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
raise SystemExit(f"pid {call()}")
