begin, stop = [int(x) for x in input().split()]
leaps = 0
answer = "none"
for y in range(begin, stop + 1):
    if y % 4 != 0:
        continue
    if y % 100 == 0 and y % 400 != 0:
        continue
    leaps += 1
    answer = str(y)
print(leaps)
print(answer)
