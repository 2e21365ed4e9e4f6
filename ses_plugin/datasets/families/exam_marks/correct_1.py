PASS = 50

n = int(input())
marks = list(map(int, input().split()))
passed = 0
failed = 0
total = 0
for mark in marks:
    total += mark
    if mark >= PASS:
        passed += 1
    else:
        failed += 1
print("passed", passed)
print("failed", failed)
print("average", total // n)
