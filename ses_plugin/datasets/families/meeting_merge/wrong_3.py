import sys

GAP = 10


def to_min(s):
    return int(s[:-3]) * 60 + int(s[-2:])


rows = sorted(line.split("-") for line in sys.stdin.read().split())
count = 0
busy = 0
cur_a, cur_b = rows[0]
for a, b in rows[1:]:
    if to_min(a) - to_min(cur_b) <= GAP:
        if to_min(b) > to_min(cur_b):
            cur_b = b
    else:
        print(cur_a, cur_b, to_min(cur_b) - to_min(cur_a))
        count += 1
        busy += to_min(cur_b) - to_min(cur_a)
        cur_a, cur_b = a, b
print(cur_a, cur_b, to_min(cur_b) - to_min(cur_a))
print("blocks", count + 1, "busy", busy + to_min(cur_b) - to_min(cur_a))
