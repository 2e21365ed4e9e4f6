t = int(input())
for _ in range(t):
    row = [int(c) for c in input().strip()]
    rounds = 0
    points = 0
    merged = True
    while merged:
        merged = False
        i = 0
        while i < len(row) - 1:
            if row[i] == row[i + 1]:
                new = (row[i] + row[i + 1]) % 10
                row = row[:i] + [new] + row[i + 2:]
                points += new * (rounds + 1)
                merged = True
            i += 1
        if merged:
            rounds += 1
    print("".join(str(d) for d in row), rounds, points)
