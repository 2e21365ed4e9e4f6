MOD = 28

count = int(input())
previous = 0
results = []
for _ in range(count):
    base, exp = [int(t) for t in input().split()]
    base = (base + previous) % MOD
    # list the powers until one comes back
    cycle = [1]
    while True:
        nxt = cycle[-1] * base % MOD
        if nxt in cycle:
            break
        cycle.append(nxt)
    previous = cycle[exp % len(cycle)]
    results.append(previous)

print(*results)
print("total", sum(results), "zeros", results.count(0))
