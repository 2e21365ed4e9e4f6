readings = list(map(int, input().split()))
peaks = []
for i in range(len(readings) - 2):
    peaks.append(max(readings[i:i + 3]))

longest = 0
for start in range(len(peaks)):
    length = 0
    for end in range(start, len(peaks)):
        if peaks[end] != peaks[start]:
            break
        length += 1
    if length > longest:
        longest = length

print("peaks", *peaks)
print("calm", longest)
