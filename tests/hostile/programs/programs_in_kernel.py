# tries: bpf, perf_event_open and userfaultfd, and says what the kernel answered
# expects: ok
# weak: ok, exception
# leaks: it can use every call of the kernel that the user may
import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
column = ["x86_64", "aarch64"].index(os.uname().machine)
answers = []
for numbers in ((321, 280), (298, 241), (323, 282)):
    done = libc.syscall(numbers[column], 0, 0, 0, 0, 0)
    answers.append(errno.errorcode[ctypes.get_errno()] if done < 0 else "done")
print(answers)
if answers != ["EPERM"] * 3:
    raise SystemExit(str(answers))
