n = int(input())
before = 0
number = 0
best = 0
for word in input().split():
    now = int(word)
    if now > before:
        number += 1
        best = max(best, now - before)
    before = now
print(number)
print(best)
