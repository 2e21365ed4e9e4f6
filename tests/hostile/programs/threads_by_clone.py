# tries: to start more threads than the interpreter would, each a page of stack (2000, in case it can)
# expects: ok, killed
# weak: killed, ok
import ctypes
import mmap
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
# mov eax, 34 (pause); syscall; jmp back
PAUSE = b"\xb8\x22\x00\x00\x00\x0f\x05\xeb\xf7"
# mov eax, 56 (clone); syscall; test eax, eax; jz to what follows; ret
CLONE = b"\xb8\x38\x00\x00\x00\x0f\x05\x85\xc0\x74\x01\xc3"
if os.uname().machine != "x86_64":
    raise SystemExit
private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
code = mmap.mmap(-1, 4096, flags=private, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(CLONE + PAUSE)
stacks = mmap.mmap(-1, 2001 * 4096, flags=private)
top = ctypes.addressof(ctypes.c_char.from_buffer(stacks))
clone = ctypes.CFUNCTYPE(*[ctypes.c_long] * 6)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
number = 0
while number < 2000 and clone(0x10F00, top + (number + 1) * 4096 - 64, 0, 0, 0) > 0:
    number += 1
print(number, flush=True)
time.sleep(0.5)
os._exit(0)
