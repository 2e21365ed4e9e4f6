n = int(input())
line = input()


def temperature(day):
    return list(map(int, line.split()))[day]


count = 0
largest = 0
for day in range(1, n):
    if temperature(day) > temperature(day - 1):
        count += 1
        rise = temperature(day) - temperature(day - 1)
        if rise > largest:
            largest = rise
print(count)
print(largest)
