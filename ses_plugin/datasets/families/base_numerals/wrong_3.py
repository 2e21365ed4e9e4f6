BASE = 7
letters = "0123456789abcdefghijklmnop"


def to_base(n):
    if n == 0:
        return "0"
    result = []
    while n >= 1:
        result.insert(0, letters[n % BASE])
        n = n // BASE
    return "".join(result)


n = int(input())
total = 0
while n > 0:
    n -= 1
    word, base = input().split()
    sign = ""
    if word[0] == "-":
        sign = "-"
        word = word[1:]
    weight = 1
    number = 0
    for ch in reversed(word):
        number += letters.find(ch) * weight
        weight *= int(base)
    total += number
    print(sign + to_base(number))
print("sum", to_base(total))
