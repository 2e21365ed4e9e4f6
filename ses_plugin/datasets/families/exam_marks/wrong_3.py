PASS = 50

n = int(input())
marks = input().split()
passed = failed = total = 0
i = 1
while i < n:
    mark = int(marks[i])
    total += mark
    if mark < PASS:
        failed += 1
    else:
        passed += 1
    i += 1
print("passed", passed)
print("failed", failed)
print("average", total // n)
