def ways(stair, leap, broken):
    """Ways to get to this stair, with a leap as the last jump or not."""
    if stair == 0:
        return 0 if leap else 1
    if stair < 0 or stair in broken:
        return 0
    if leap:
        return ways(stair - 3, False, broken)
    total = 0
    for jump in (1, 2):
        total += ways(stair - jump, False, broken)
        total += ways(stair - jump, True, broken)
    return total


t = int(input())
for _ in range(t):
    numbers = list(map(int, input().split()))
    n = numbers[0]
    broken = numbers[1:]
    counts = []
    for s in range(1, n + 1):
        counts.append(ways(s, False, broken) + ways(s, True, broken))
    print(*counts)
    print("top", counts[-1], "leaping", ways(n, True, broken), "unreached", counts.count(0))
