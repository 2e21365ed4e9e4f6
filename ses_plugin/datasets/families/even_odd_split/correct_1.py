n = int(input())
numbers = list(map(int, input().split()))

even = []
odd = []
for number in numbers:
    if number % 2 == 0:
        even.append(number)
    else:
        odd.append(number)

if even:
    print(*even)
else:
    print("none")
if odd:
    print(*odd)
else:
    print("none")
