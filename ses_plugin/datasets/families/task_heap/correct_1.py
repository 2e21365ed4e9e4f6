import heapq

PAUSE = 1  # after every job

n = int(input())
jobs = []
for _ in range(n):
    name, arrive, need, rank = input().split()
    jobs.append((int(arrive), int(rank), name, int(need)))
jobs.sort(reverse=True)

clock = 0
waited = 0
heap = []
while jobs or heap:
    if not heap and clock < jobs[-1][0]:
        clock = jobs[-1][0]
    while jobs and jobs[-1][0] <= clock:
        arrive, rank, name, need = jobs.pop()
        heapq.heappush(heap, (-rank, arrive, name, need))
    rank, arrive, name, need = heapq.heappop(heap)
    waited += clock - arrive
    clock += need
    print(name, clock)
    clock += PAUSE
print("waited", waited)
