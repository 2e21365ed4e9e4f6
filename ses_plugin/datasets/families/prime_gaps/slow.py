low, high = map(int, input().split())


def is_prime(n):
    divisors = 0
    for d in range(1, n + 1):
        if n % d == 0:
            divisors += 1
    return divisors == 2


print("primes", len([n for n in range(low, high + 1) if is_prime(n)]))
widest, start = 0, 0
count, total = 0, 0
for a in range(low, high + 1):
    for b in range(a + 1, high + 1):
        between = [n for n in range(a, b + 1) if is_prime(n)]
        if between == [a, b]:
            if b - a > widest:
                widest = b - a
                start = a
            if b - a == 2:
                count += 1
                total += a
if widest > 0:
    print("widest", widest, "after", start)
else:
    print("no gap")
print("wanted", count, total)
