import sys

numbers = list(map(int, sys.stdin.read().split()))
e = i = s = n = 0
for k in range(numbers[0]):
    a = numbers[3 * k + 1]
    b = numbers[3 * k + 2]
    c = numbers[3 * k + 3]
    if c >= a + b:
        n += 1
    elif a == b and b == c:
        e += 1
    elif a == b or a == c or b == c:
        i += 1
    else:
        s += 1
print(f"equilateral {e}\nisosceles {i}\nscalene {s}\nnone {n}")
