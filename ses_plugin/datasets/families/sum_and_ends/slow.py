n = int(input())
numbers = list(map(int, input().split()))

total = 0
for number in numbers:
    total += number

# bubble sort
for i in range(n):
    for j in range(n - 1):
        if numbers[j] > numbers[j + 1]:
            numbers[j], numbers[j + 1] = numbers[j + 1], numbers[j]

print("sum", total)
print("largest", numbers[n - 1])
print("smallest", numbers[0])
