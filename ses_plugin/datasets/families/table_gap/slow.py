n, m, k = map(int, input().split())


def times(a, b):
    """a x b by adding a again and again."""
    result = 0
    for _ in range(b):
        result = result + a
    return result


row = ""
for i in range(1, m + 1):
    if i == k:
        row = row + "_ "
    else:
        row = row + str(times(n, i)) + " "
print(row.strip())

total = 0
for i in range(1, m + 1):
    if i != k:
        total = total + times(n, i)
print(total)
