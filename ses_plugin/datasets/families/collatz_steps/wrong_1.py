MAX_STEPS = 25
ADD = 1


def run(n):
    steps, odd, peak = 0, 0, 1
    while n > 1:
        if steps == MAX_STEPS:
            break
        steps += 1
        if n % 2:
            odd += 1
            n = 3 * n + ADD
        else:
            n = n // 2
        if n > peak:
            peak = n
    return steps, peak, odd, n


top = -1
winners = []
for s in map(int, input().split()):
    steps, peak, odd, final = run(s)
    print("%d: %d steps, peak %d, odd %d, at %d" % (s, steps, peak, odd, final))
    # a record is strictly longer than everything before
    if steps > top:
        top = steps
        winners.append(str(s))
print("records", " ".join(winners))
