import sys


def to_minutes(text):
    h, m = text.split(":")
    return int(h) * 60 + int(m)


def to_text(t):
    return str(t // 60) + ":" + str(t % 60).zfill(2)


blocks = []
for line in sys.stdin:
    start, end = line.strip().split("-")
    blocks.append([to_minutes(start), to_minutes(end)])


def merge_two(blocks):
    """Merge the first pair that belongs together; say whether there was one."""
    for i in range(len(blocks)):
        for j in range(i + 1, len(blocks)):
            if blocks[i][0] - blocks[j][1] <= 10 and blocks[j][0] - blocks[i][1] <= 10:
                blocks[i][0] = min(blocks[i][0], blocks[j][0])
                blocks[i][1] = max(blocks[i][1], blocks[j][1])
                blocks.pop(j)
                return True
    return False


while merge_two(blocks):
    pass
blocks.sort()
busy = 0
for start, end in blocks:
    print(to_text(start), to_text(end), end - start)
    busy += end - start
print("blocks", len(blocks), "busy", busy)
