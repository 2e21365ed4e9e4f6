# tries: to read the environment, the memory and the files of the process that started it
# expects: ok
# weak: ok, exception
# leaks: where the judge is root it reads the fork server, which holds no secret
import os

for name in (
    "environ",
    "mem",
    "maps",
    "fd/0",
    "root/etc/passwd",
    f"task/{os.getppid()}/mem",
    f"task/{os.getppid()}/fd/3",
):
    try:
        os.open(f"/proc/{os.getppid()}/{name}", os.O_RDWR if name.endswith("mem") else os.O_RDONLY)
    except OSError:
        continue
    raise SystemExit(name)
