# tries: calls about the whole machine (clock, modules, swap, reboot), all with wrong arguments
# expects: ok
# never: rlimits
# leaks: where the judge is root it can do all of them (not tried)
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
x86, arm = (
    (169, 175, 313, 176, 167, 168, 246, 164, 227, 103),
    (142, 105, 273, 106, 224, 225, 104, 170, 112, 116),
)
for number in x86 if os.uname().machine == "x86_64" else arm:
    if libc.syscall(number, -1, -1, -1, -1, -1) != -1 or ctypes.get_errno() != 1:
        raise SystemExit(f"call {number}: {ctypes.get_errno()}")
