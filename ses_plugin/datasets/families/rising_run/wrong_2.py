import sys

STEP = 2


def climb(seq):
    count = {}
    come_from = {}
    for i in range(len(seq)):
        count[i] = 1
        come_from[i] = None
        for j in range(i):
            if seq[j] + STEP > seq[i]:
                continue
            if count[j] + 1 >= count[i]:
                count[i] = count[j] + 1
                come_from[i] = j
    end = max(count, key=count.get)
    trail = []
    while end is not None:
        trail.append(end)
        end = come_from[end]
    return trail[::-1]


_, line = sys.stdin.read().strip().split("\n")
seq = [int(w) for w in line.split()]
trail = climb(seq)
print("length", len(trail))
print("values", *[seq[i] for i in trail])
print("places", *[i + 1 for i in trail])
