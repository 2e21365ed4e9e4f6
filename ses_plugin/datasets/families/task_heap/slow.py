n = int(input())
jobs = []
for _ in range(n):
    name, arrive, need, rank = input().split()
    jobs.append((name, int(arrive), int(need), int(rank)))

clock = 0
free_at = 0
waited = 0
while jobs:
    if clock >= free_at:
        ready = [job for job in jobs if job[1] <= clock]
        if ready:
            ready.sort(key=lambda job: (-job[3], job[1], job[0]))
            name, arrive, need, rank = ready[0]
            jobs.remove(ready[0])
            waited += clock - arrive
            print(name, clock + need)
            free_at = clock + need + 1
    clock += 1
print("waited", waited)
