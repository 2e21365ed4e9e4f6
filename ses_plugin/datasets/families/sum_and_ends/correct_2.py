import sys

data = sys.stdin.read().split()
values = sorted(int(token) for token in data[1:])
print(f"sum {sum(values)}")
print(f"largest {values[-1]}")
print(f"smallest {values[0]}")
