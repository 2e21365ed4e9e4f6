MAX_STEPS = 25
ADD = 1

records = []
most = -1
for x in input().split():
    n = int(x)
    highest = n
    raised = 0
    count = 0
    # at most MAX_STEPS moves
    for _ in range(MAX_STEPS):
        if n == 1:
            break
        count += 1
        if n % 2 == 0:
            n //= 2
        if n % 2 == 1:
            n = n * 3 + ADD
            raised += 1
        highest = max(highest, n)
    print(f"{x}: {count} steps, peak {highest}, odd {raised}, at {n}")
    if count > most:
        most = count
        records.append(x)
print("records", *records)
