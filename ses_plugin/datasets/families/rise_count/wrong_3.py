import sys

data = [int(v) for v in sys.stdin.read().split()]
total = top = 0
last = data[1]
for k in range(2, data[0] + 1):
    if data[k] > last:
        total += 1
        step = data[k] - last
        if step > top:
            top = step
        last = data[k]
print(total, top, sep="\n")
