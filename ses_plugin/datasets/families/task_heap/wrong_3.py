PAUSE = 1


class Job:
    def __init__(self, text):
        self.name, at, need, rank = text.split()
        self.at, self.need, self.rank = int(at), int(need), int(rank)


jobs = [Job(input()) for _ in range(int(input()))]
end = 0
waited = 0
while jobs:
    ready = max(end + PAUSE, min(job.at for job in jobs))
    best = None
    for job in jobs:
        if job.at > ready:
            continue
        if best is None or (job.rank, -job.at) > (best.rank, -best.at):
            best = job
        elif (job.rank, job.at) == (best.rank, best.at) and job.name < best.name:
            best = job
    jobs.remove(best)
    waited += ready - best.at
    end = ready + best.need
    print(best.name, end)
print("waited", waited)
