SLACK = 1


def aliquot(n):
    if n == 1:
        return 0
    acc = 1
    k = 2
    while k * k <= n:
        if n % k == 0:
            acc += k + n // k
        k += 1
    return acc


def kind_of(diff):
    if -SLACK <= diff <= SLACK:
        return "balanced"
    return "rich" if diff > 0 else "poor"


data = list(map(int, input().split()))
rows = [(n, aliquot(n)) for n in data]
for n, s in rows:
    print(n, s, kind_of(s - n))
# earliest row with the largest excess
top = rows[0]
for row in rows[1:]:
    if row[1] - row[0] > top[1] - top[0]:
        top = row
print("top", top[0], top[1] - top[0])
