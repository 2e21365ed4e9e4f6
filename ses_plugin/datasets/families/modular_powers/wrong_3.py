MOD = 28


def fast(base, n):
    if n == 0:
        return 1
    # halve the exponent
    half = fast(base, n // 2)
    value = half * half % MOD
    return value * base % MOD if n % 2 else value


q = int(input())
carry = 0
answer = 0
log = []
while len(log) < q:
    b, e = map(int, input().split())
    b += carry
    carry = answer
    answer = fast(b, e)
    log.append(answer)
print(*log)
print("total", sum(log), "zeros", sum(1 for v in log if v == 0))
