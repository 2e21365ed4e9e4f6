input()
numbers = [int(t) for t in input().split()]
best = 0
for x in numbers:
    best = max(best, x)

second = 0
found = False
for x in numbers:
    if x < best and x > second:
        second = x
        found = True

if found:
    print(second)
else:
    print("none")
