# tries: to see the machine's other processes
# expects: ok
# weak: exception
# leaks: it sees every process, its command and its environment
import os

seen = []
for pid in range(1, 5000):
    for name in ("cmdline", "environ", "status"):
        try:
            seen.append(open(f"/proc/{pid}/{name}").read()[:0])
        except OSError:
            pass
if seen:
    raise SystemExit(str(len(seen)))
