MAX_STEPS = 25
ADD = 1

starts = [int(t) for t in input().split()]
records = []
longest = -1
for start in starts:
    n = start
    steps = odd = 0
    peak = n
    while n != 1 and steps < MAX_STEPS:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + ADD
            odd += 1
        steps += 1
        peak = max(peak, n)
    print(f"{start}: {steps} steps, peak {peak}, odd {odd}, at {n}")
    if steps > longest:
        longest = steps
        records.append(start)
print("records", *records)
