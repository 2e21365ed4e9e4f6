import sys

GAP = 10  # shorter or equal breaks are not worth leaving the room


def minutes(clock):
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def show(m):
    return f"{m // 60}:{m % 60:02d}"


meetings = []
for line in sys.stdin:
    begin, end = line.strip().split("-")
    meetings.append((minutes(begin), minutes(end)))
meetings.sort()

blocks = []
for begin, end in meetings:
    if blocks and begin - blocks[-1][1] <= GAP:
        blocks[-1][1] = max(blocks[-1][1], end)
    else:
        blocks.append([begin, end])
for begin, end in blocks:
    print(show(begin), show(end), end - begin)
print("blocks", len(blocks), "busy", sum(e - b for b, e in blocks))
