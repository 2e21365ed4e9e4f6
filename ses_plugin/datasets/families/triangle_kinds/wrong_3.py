def is_triangle(a, b, c):
    return a < b + c and b < a + c and c < a + b


count = int(input())
result = [0] * 4
while count > 0:
    count -= 1
    a, b, c = [int(v) for v in input().split()]
    if not is_triangle(a, b, c):
        result[3] += 1
    elif a == b and b == c:
        result[0] += 1
    elif a == b or b == c:
        result[1] += 1
    else:
        result[2] += 1
print("equilateral", result[0])
print("isosceles", result[1])
print("scalene", result[2])
print("none", result[3])
