SLACK = 1

numbers = input().split()
top_number, top_excess = 0, 0
for token in numbers:
    n = int(token)
    parts = [d for d in range(1, n) if n % d == 0]
    excess = sum(parts) - n
    if abs(excess) <= SLACK:
        print(n, sum(parts), "balanced")
    elif excess < 0:
        print(n, sum(parts), "poor")
    else:
        print(n, sum(parts), "rich")
    if excess > top_excess:
        top_number = n
        top_excess = excess
print("top", top_number, top_excess)
