BASE = 7


def to_base(n):
    if n < 0:
        return "-" + to_base(-n)
    digits = []
    while True:
        # how often does BASE go into n
        times = 0
        while n >= BASE:
            n -= BASE
            times += 1
        digits.append(str(n))
        if times == 0:
            break
        n = times
    digits.reverse()
    return "".join(digits)


n = int(input())
numbers = []
for _ in range(n):
    text, base = input().split()
    numbers.append(int(text, int(base)))
for number in numbers:
    print(to_base(number))
print("sum", to_base(sum(numbers)))
