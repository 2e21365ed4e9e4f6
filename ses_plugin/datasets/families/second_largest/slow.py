n = int(input())
numbers = list(map(int, input().split()))

# every value once
values = []
for x in numbers:
    if x not in values:
        values.append(x)

# bubble sort
for i in range(len(values)):
    for j in range(len(values) - 1):
        if values[j] > values[j + 1]:
            values[j], values[j + 1] = values[j + 1], values[j]

if len(values) == 1:
    print("none")
else:
    print(values[-2])
