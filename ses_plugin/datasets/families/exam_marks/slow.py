n = int(input())
marks = list(map(int, input().split()))

seen = []
passed = 0
failed = 0
average = 0
for mark in marks:
    seen.append(mark)
    # bring everything up to date
    passed = len([m for m in seen if m >= 50])
    failed = len([m for m in seen if m < 50])
    average = sum(seen) // len(seen)

print("passed", passed)
print("failed", failed)
print("average", average)
