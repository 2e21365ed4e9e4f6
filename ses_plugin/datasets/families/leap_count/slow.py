a, b = map(int, input().split())

leap_years = []
for year in range(a, b + 1):
    if year % 4 == 0:
        leap_years.append(year)

# take out the full hundreds that are not divisible by 400
for year in range(a, b + 1):
    if year % 100 == 0 and year % 400 != 0:
        leap_years.remove(year)

print(len(leap_years))
if len(leap_years) > 0:
    print(leap_years[0])
else:
    print("none")
