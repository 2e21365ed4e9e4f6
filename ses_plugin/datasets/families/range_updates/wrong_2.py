DIAL = 10

n, m = [int(v) for v in input().split()]
dials = [0] * (n + 1)
queries = []
for _ in range(m):
    parts = input().split()
    a = int(parts[1])
    b = int(parts[2])
    if parts[0] == "turn":
        for k in range(a, b + 1):
            dials[k] += int(parts[3])
    else:
        queries.append((a, b))

print(*[d % DIAL for d in dials[1:]])
for a, b in queries:
    print(sum(dials[a : b + 1]) % DIAL)
