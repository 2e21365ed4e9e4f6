import sys

WANTED = 2


def prime(n):
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return n > 1


low, high = map(int, sys.stdin.read().split())
previous = 0
count, widest, after = 0, 0, 0
hits, hit_sum = 0, 0
for n in range(low, high + 1):
    if prime(n):
        count += 1
        gap = n - previous
        if gap > widest:
            widest, after = gap, previous
        if gap == WANTED:
            hits, hit_sum = hits + 1, hit_sum + previous
        previous = n
print("primes", count)
print("widest", widest, "after", after) if widest else print("no gap")
print("wanted", hits, hit_sum)
