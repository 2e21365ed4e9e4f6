n = int(input())
numbers = list(map(int, input().split()))

even = numbers
odd = numbers
for number in numbers:
    if number % 2 == 0:
        odd = [other for other in odd if other != number]
    else:
        even = [other for other in even if other != number]

if len(even) == 0:
    print("none")
else:
    print(*even)
if len(odd) == 0:
    print("none")
else:
    print(*odd)
