from collections import deque

WINDOW = 3

a = [int(s) for s in input().split()]
d = deque()
peaks = []
for right in range(len(a)):
    while d and a[d[0]] <= a[right]:
        d.popleft()
    d.append(right)
    left = right - WINDOW + 1
    if d[0] < left:
        d.popleft()
    if left >= 0:
        peaks.append(a[d[0]])

best = count = 0
last = None
for p in peaks:
    if p != last:
        count = 0
    count += 1
    last = p
    if count > best:
        best = count
print("peaks", *peaks)
print("calm", best)
