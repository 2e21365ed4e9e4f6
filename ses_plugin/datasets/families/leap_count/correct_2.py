from calendar import isleap, leapdays

first, last = (int(word) for word in input().split())
print(leapdays(first, last + 1))
year = first
while year <= last and not isleap(year):
    year += 1
if year > last:
    print("none")
else:
    print(year)
