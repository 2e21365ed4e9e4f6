WINDOW = 3

row = list(map(int, input().split()))
peaks = []
start = 0
while start + WINDOW <= len(row):
    high = row[start]
    for step in range(1, WINDOW):
        if row[start + step] > high:
            high = row[start + step]
    peaks.append(high)
    start += 1
print("peaks", *peaks)

longest = 0
current = 1
for before, after in zip(peaks, peaks[1:]):
    if before == after:
        current += 1
    else:
        longest = max(longest, current)
        current = 1
print("calm", longest)
