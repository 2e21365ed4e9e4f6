n = int(input())
numbers = list(map(int, input().split()))

total = 0
largest = numbers[0]
smallest = numbers[0]
for number in numbers:
    total += number
    if number > largest:
        largest = number
    if number < smallest:
        smallest = number

print("sum", total)
print("largest", largest)
print("smallest", smallest)
