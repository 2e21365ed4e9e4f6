import sys

tokens = sys.stdin.read().split()
evens = []
odds = []
for token in tokens[1:]:
    value = int(token)
    target = odds if value % 2 else evens
    if value not in target:
        target.append(value)
print(*(evens or ["none"]))
print(*(odds or ["none"]))
