names = ("equilateral", "isosceles", "scalene", "none")
found = {name: 0 for name in names}
for _ in range(int(input())):
    x, y, z = sorted(int(t) for t in input().split())
    if x + y < z:
        found["none"] += 1
    elif x == z:
        found["equilateral"] += 1
    elif x == y or y == z:
        found["isosceles"] += 1
    else:
        found["scalene"] += 1
for name in names:
    print(name, found[name])
