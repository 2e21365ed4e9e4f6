import heapq
import sys

PAUSE = 1


def run(jobs):
    clock, waited, queue = 0, 0, []
    while jobs or queue:
        if not queue:
            clock = max(clock, jobs[0]["at"])
        while jobs and jobs[0]["at"] <= clock:
            job = jobs.pop(0)
            heapq.heappush(queue, (-job["rank"], job["name"], job["at"], job["need"]))
        _, name, at, need = heapq.heappop(queue)
        waited += clock - at
        clock += need
        yield f"{name} {clock}"
        clock += PAUSE
    yield f"waited {waited}"


jobs = []
for line in sys.stdin:
    parts = line.split()
    if len(parts) == 4:
        at, need, rank = map(int, parts[1:])
        jobs.append({"name": parts[0], "at": at, "need": need, "rank": rank})
jobs.sort(key=lambda job: job["at"])
for text in run(jobs):
    print(text)
