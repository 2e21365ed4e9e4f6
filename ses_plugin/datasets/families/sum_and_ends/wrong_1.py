count = int(input())
row = [int(part) for part in input().split()]

biggest = 0
least = row[0]
together = 0
for value in row:
    if value > biggest:
        biggest = value
    if value < least:
        least = value
    together = together + value
print("sum", together)
print("largest", biggest)
print("smallest", least)
