MAX_STEPS = 25


def walk(n):
    numbers = [n]
    while n != 1 and len(numbers) <= MAX_STEPS:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        numbers.append(n)
    return numbers


starts = list(map(int, input().split()))
for start in starts:
    numbers = walk(start)
    odd = 0
    for number in numbers[:-1]:
        if number % 2 == 1:
            odd += 1
    print(f"{start}: {len(numbers) - 1} steps, peak {max(numbers)}, odd {odd}, at {numbers[-1]}")

records = []
for i in range(len(starts)):
    longest_before = max((len(walk(s)) for s in starts[:i]), default=0)
    if len(walk(starts[i])) > longest_before:
        records.append(starts[i])
print("records", *records)
