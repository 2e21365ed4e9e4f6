from collections import deque

WINDOW = 3

readings = list(map(int, input().split()))
strong = deque()  # positions, their readings fall from left to right
peaks = []
for i, x in enumerate(readings):
    while strong and readings[strong[-1]] <= x:
        strong.pop()
    strong.append(i)
    if strong[0] <= i - WINDOW:
        strong.popleft()
    if i >= WINDOW - 1:
        peaks.append(readings[strong[0]])

print("peaks", *peaks)
run = longest = 0
for i in range(len(peaks)):
    run = run + 1 if i and peaks[i] == peaks[i - 1] else 1
    longest = max(longest, run)
print("calm", longest)
