start, end = map(int, input().split())


def leap(y):
    if y % 400 == 0:
        return True
    if y % 100 == 0:
        return False
    return y % 4 == 0


found = []
for y in range(start, end):
    if leap(y):
        found.append(y)
print(len(found))
if found:
    print(found[0])
else:
    print("none")
