import sys
from collections import deque

BASE = 10


def play(digits):
    score = 0
    turn = 0
    while True:
        turn += 1
        waiting = deque(digits)
        kept = []
        merges = 0
        while waiting:
            d = waiting.popleft()
            if waiting and waiting[0] == d:
                waiting.popleft()
                d = (d + d) % BASE
                score += turn * d
                merges += 1
            kept.append(d)
        if merges == 0:
            return kept, turn - 1, score
        digits = kept


lines = sys.stdin.read().split()
for line in lines[1:]:
    final, turns, score = play([int(c) for c in line])
    print("".join(map(str, final)), turns, score)
