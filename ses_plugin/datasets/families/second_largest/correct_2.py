import sys

data = sys.stdin.read().split()
values = sorted({int(t) for t in data[1:]}, reverse=True)
if len(values) < 2:
    print("none")
else:
    print(values[1])
