n = int(input())
days = [int(x) for x in input().split()]
warmer = 0
biggest = 0
previous = days[0]
for day in days[1:]:
    if day >= previous:
        warmer += 1
        if day - previous > biggest:
            biggest = day - previous
    previous = day
print(warmer)
print(biggest)
