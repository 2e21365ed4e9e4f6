# tries: to see what there is on the machine
# expects: ok
# weak: exception
# leaks: it sees every folder that the user may see
import os

seen = []
for folder in ("/", "/root", "/home", "/etc", "/var", "/proc", "/sys", "/run", "/work"):
    try:
        seen += os.listdir(folder)
    except OSError:
        pass
if seen:
    raise SystemExit(str(len(seen)))
