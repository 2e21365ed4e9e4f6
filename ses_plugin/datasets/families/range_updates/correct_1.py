DIAL = 10  # positions of one dial

n, m = map(int, input().split())
change = [0] * (n + 1)
questions = []
for _ in range(m):
    kind, *rest = input().split()
    left, right = int(rest[0]) - 1, int(rest[1])
    if kind == "turn":
        by = int(rest[2])
        change[left] += by
        change[right] -= by
    else:
        questions.append((left, right))

dials = []
prefix = [0]
shift = 0
for i in range(n):
    shift += change[i]
    dials.append(shift % DIAL)
    prefix.append(prefix[-1] + dials[i])
print(*dials)
for left, right in questions:
    print(prefix[right] - prefix[left])
