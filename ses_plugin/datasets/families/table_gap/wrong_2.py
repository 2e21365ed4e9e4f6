import sys

base, length, hidden = map(int, sys.stdin.readline().split())
values = [base * j for j in range(1, length + 1)]
shown = []
for place, value in enumerate(values, 1):
    shown.append("_" if place == hidden else value)
print(*shown)
print(sum(values))
