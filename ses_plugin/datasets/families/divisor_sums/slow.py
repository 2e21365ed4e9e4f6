def divisor_sum(n):
    total = 0
    for d in range(1, n):
        if n % d == 0:
            total += d
    return total


def excess(n):
    return divisor_sum(n) - n


numbers = list(map(int, input().split()))
for n in numbers:
    if excess(n) > 1:
        word = "rich"
    elif excess(n) < -1:
        word = "poor"
    else:
        word = "balanced"
    print(n, divisor_sum(n), word)

for n in numbers:
    larger = [m for m in numbers if excess(m) > excess(n)]
    if not larger:
        print("top", n, excess(n))
        break
