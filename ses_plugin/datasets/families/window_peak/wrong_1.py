from collections import deque

WINDOW = 3


def window_peaks(numbers, k):
    line = deque()
    for pos, number in enumerate(numbers):
        while line and line[-1][1] < number:
            line.pop()
        line.append((pos, number))
        while pos - line[0][0] > k:
            line.popleft()
        if pos + 1 >= k:
            yield line[0][1]


numbers = map(int, input().split())
calm = best = 0
previous = None
shown = []
for peak in window_peaks(numbers, WINDOW):
    calm = calm + 1 if peak == previous else 1
    best = max(best, calm)
    previous = peak
    shown.append(str(peak))
print(" ".join(["peaks"] + shown))
print("calm", best)
