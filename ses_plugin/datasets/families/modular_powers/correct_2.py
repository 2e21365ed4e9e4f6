import sys

MOD = 28


def powers_until_repeat(b):
    seq = []
    seen = {}
    x = 1
    while x not in seen:
        seen[x] = len(seq)
        seq.append(x)
        x = x * b % MOD
    return seq, seen[x]


rows = [list(map(int, line.split())) for line in sys.stdin][1:]
out = []
last = 0
for b, e in rows:
    seq, start = powers_until_repeat((b + last) % MOD)
    if e < len(seq):
        last = seq[e]
    else:
        period = len(seq) - start
        last = seq[start + (e - start) % period]
    out.append(last)
print(" ".join(str(v) for v in out))
zeros = len([v for v in out if not v])
print(f"total {sum(out)} zeros {zeros}")
