import sys

MOD = 28


def mod_pow(a, n):
    r = 1
    while n > 0:
        n, bit = divmod(n, 2)
        if bit == 1:
            r = (r * a) % MOD
            a = (a * a) % MOD
    return r


tokens = list(map(int, sys.stdin.read().split()))
carry, total, zeros = 0, 0, 0
shown = []
for i in range(1, len(tokens), 2):
    carry = mod_pow(tokens[i] + carry, tokens[i + 1])
    total += carry
    if carry == 0:
        zeros += 1
    shown.append(str(carry))
print(" ".join(shown))
print("total", total, "zeros", zeros)
