STEP = 2

n = int(input())
a = list(map(int, input().split()))


def longest(i):
    """The longest climb that ends at place i."""
    before = []
    for j in range(i):
        if a[i] - a[j] >= STEP:
            climb = longest(j)
            if len(climb) > len(before):
                before = climb
    return before + [i]


best = []
for i in range(n):
    climb = longest(i)
    if len(climb) > len(best):
        best = climb

print("length", len(best))
print("values", *[a[i] for i in best])
print("places", *[i + 1 for i in best])
