# tries: to open the kernel's settings for writing (it writes nothing)
# expects: ok
# weak: ok, exception
# leaks: where the judge is root it can change the kernel's settings
import os

names = (
    "/proc/sys/kernel/hostname",
    "/proc/sysrq-trigger",
    "/proc/self/oom_score_adj",
    "/sys/fs/cgroup/cgroup.procs",
)
for name in names:
    try:
        os.open(name, os.O_WRONLY)
    except OSError:
        continue
    raise SystemExit(name)
