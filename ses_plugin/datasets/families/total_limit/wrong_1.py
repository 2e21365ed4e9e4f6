first = input().split()
n = int(first[0])
limit = int(first[1])
boxes = [int(x) for x in input().split()]
weight = 0
i = 0
while i < n:
    if weight + boxes[i] < limit:
        weight += boxes[i]
        i += 1
    else:
        break
print(i)
print(weight)
