import sys

LEAP = 3
broken = set()


def solve(n):
    states = [(1, 0)]
    for i in range(1, n + 1):
        if i in broken:
            states.append((0, 0))
            continue
        # two kinds of last jump
        short = sum(sum(states[i - k]) for k in range(1, LEAP) if i - k >= 0)
        leap = states[i - LEAP][0] if i >= LEAP else 0
        states.append((short, leap))
    return states


cases = int(sys.stdin.readline())
for _ in range(cases):
    numbers = list(map(int, sys.stdin.readline().split()))
    for b in numbers[1:]:
        broken.add(b)
    states = solve(numbers[0])
    totals = [s + t for s, t in states[1:]]
    print(*totals)
    print("top", totals[-1], "leaping", states[-1][1], "unreached", totals.count(0))
