def walk(steps):
    at = 0
    total = 0
    for i in range(1, len(steps)):
        at += steps[i]
        total += abs(steps[i])
    return at, total


n = int(input())
steps = [int(x) for x in input().split()]
at, total = walk(steps)
print(at)
print(total)
