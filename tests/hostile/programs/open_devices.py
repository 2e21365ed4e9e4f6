# tries: to open the machine's devices
# expects: ok
# weak: ok, exception
# leaks: where the judge is root it can open devices
import os

for name in ("mem", "kmsg", "tty", "vda", "sda", "loop-control", "fuse", "net/tun", "ptmx", "vsock"):
    try:
        os.open("/dev/" + name, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        continue
    raise SystemExit(name)
