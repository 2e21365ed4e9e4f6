import sys

GAP = 10

lines = sys.stdin.read().splitlines()
spans = sorted(
    tuple(int(h) * 60 + int(m) for h, m in (t.split(":") for t in line.split("-")))
    for line in lines
)


def fmt(t):
    return str(t // 60) + ":" + str(t % 60).zfill(2)


merged = [list(spans[0])]
for s, e in spans[1:]:
    last = merged[-1]
    if s <= last[1] + GAP:
        last[1] = e
    else:
        merged.append([s, e])
busy = 0
for s, e in merged:
    print(fmt(s), fmt(e), e - s)
    busy += e - s
print("blocks", len(merged), "busy", busy)
