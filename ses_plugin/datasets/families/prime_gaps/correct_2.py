import sys

WANTED = 2
low, high = [int(t) for t in sys.stdin.readline().split()]
small = (3, 5, 7, 11, 13, 17)
found = [2] if low <= 2 <= high else []
for n in range(max(3, low | 1), high + 1, 2):
    # odd numbers only; a composite one has a factor up to its root
    for q in small:
        if q * q > n:
            found.append(n)
            break
        if n % q == 0:
            break

widest = start = pairs = total = 0
for p, q in zip(found, found[1:]):
    if q - p > widest:
        widest, start = q - p, p
    if q - p == WANTED:
        pairs += 1
        total += p
print(f"primes {len(found)}")
print(f"widest {widest} after {start}" if widest else "no gap")
print(f"wanted {pairs} {total}")
