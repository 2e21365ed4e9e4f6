n = int(input())
equilateral = isosceles = scalene = none = 0
for _ in range(n):
    a, b, c = map(int, input().split())
    if a + b <= c or a + c <= b or b + c <= a:
        none += 1
    elif a == b == c:
        equilateral += 1
    elif a == b or b == c or a == c:
        isosceles += 1
    else:
        scalene += 1
print("equilateral", equilateral)
print("isosceles", isosceles)
print("scalene", scalene)
print("none", none)
