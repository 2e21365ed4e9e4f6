WANTED = 2

a, b = (int(x) for x in input().split())
composite = set()
primes = []
for k in range(2, b + 1):
    if k not in composite:
        if k >= a:
            primes.append(k)
        composite.update(range(k * k, b + 1, k))

# width first, then the prime it starts from
gaps = [(q - p, p) for p, q in zip(primes, primes[1:])]
print("primes", len(primes))
if gaps:
    width, start = max(gaps)
    print("widest", width, "after", start)
else:
    print("no gap")
chosen = [p for g, p in gaps if g == WANTED]
print("wanted", len(chosen), sum(chosen))
