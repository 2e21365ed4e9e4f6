LEAP = 3

for _ in range(int(input())):
    n, *broken = map(int, input().split())
    calm = [0] * (n + 1)   # last jump was shorter than LEAP
    tired = [0] * (n + 1)  # last jump was a LEAP: the next one may not be
    calm[0] = 1
    for i in range(1, n + 1):
        if i in broken:
            continue
        for k in range(1, LEAP):
            if k <= i:
                calm[i] += calm[i - k] + tired[i - k]
        if i >= LEAP:
            tired[i] = calm[i - LEAP]
    row = [calm[i] + tired[i] for i in range(1, n + 1)]
    print(*row)
    print("top", row[-1], "leaping", tired[n], "unreached", row.count(0))
