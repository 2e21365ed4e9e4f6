n, limit = map(int, input().split())
number = 0
load = 0
for box in map(int, input().split()):
    if load + box <= limit:
        load += box
        number += 1
print(number)
print(load)
