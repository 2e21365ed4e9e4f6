import sys

GAP = 10

edges = []
for text in sys.stdin.read().split():
    for clock, step in zip(text.split("-"), (1, -1)):
        h, m = clock.split(":")
        edges.append((int(h) * 60 + int(m) + (GAP if step < 0 else 0), -step))
edges.sort()

busy = rows = inside = 0
for moment, kind in edges:
    if inside == 0:
        opened = moment
    inside -= kind
    if inside == 0:
        closed = moment - GAP
        rows += 1
        busy += closed - opened
        print("%d:%02d" % divmod(opened, 60), "%d:%02d" % divmod(closed, 60), closed - opened)
print(f"blocks {rows} busy {busy}")
