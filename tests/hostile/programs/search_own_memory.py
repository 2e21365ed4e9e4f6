# tries: to find what the fork server inherited, in its own memory
# expects: ok, exception
import json
import re

at = json.loads(input())
word = at["variable"].encode() + b"="
for line in open("/proc/self/maps"):
    start, end = [int(part, 16) for part in line.split()[0].split("-")]
    if "rw" in line and end - start < 1 << 26:
        with open("/proc/self/mem", "rb", buffering=0) as memory:
            memory.seek(start)
            print(re.findall(word + rb"\w+", memory.read(end - start)))
