# tries: to read the judge's memory
# expects: exception
# weak: ok, exception
# leaks: where the kernel lets processes of one user trace each other, it reads their memory
import json

at = json.loads(input())
with open(f"/proc/{at['keeper']}/maps") as maps, open(f"/proc/{at['keeper']}/mem", "rb") as memory:
    start, end = [int(part, 16) for part in next(x for x in maps if "[stack]" in x).split()[0].split("-")]
    memory.seek(start)
    print(at["variable"].encode() in memory.read(end - start))
