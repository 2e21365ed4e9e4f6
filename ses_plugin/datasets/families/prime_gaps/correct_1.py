WANTED = 2


def sieve(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    p = 2
    while p * p <= n:
        if flags[p]:
            for m in range(p * p, n + 1, p):
                flags[m] = False
        p += 1
    return flags


low, high = map(int, input().split())
flags = sieve(high)
primes = [k for k in range(low, high + 1) if flags[k]]
print("primes", len(primes))
widest, at = 0, None
hits = []
for i in range(1, len(primes)):
    gap = primes[i] - primes[i - 1]
    if gap > widest:
        widest, at = gap, i
    if gap == WANTED:
        hits.append(primes[i - 1])
if at is None:
    print("no gap")
else:
    print("widest", widest, "after", primes[at - 1])
print("wanted", len(hits), sum(hits))
