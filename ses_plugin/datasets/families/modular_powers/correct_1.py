MOD = 28


def power(base, exponent):
    result = 1
    base %= MOD
    while exponent:
        if exponent & 1:
            result = result * base % MOD
        base = base * base % MOD
        exponent >>= 1
    return result


carry = 0
answers = []
for _ in range(int(input())):
    b, e = map(int, input().split())
    # each answer is added to the base of the next query
    carry = power(b + carry, e)
    answers.append(carry)
print(*answers)
print("total", sum(answers), "zeros", answers.count(0))
