PASS = 50

n = int(input())
values = [int(v) for v in input().split()]
good = 0
for v in values:
    if v > PASS:
        good += 1
print("passed", good)
print("failed", n - good)
print("average", sum(values) // n)
