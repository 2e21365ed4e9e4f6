import bisect

WRAP = 1

values = sorted(int(v) for v in input().split())
queries = [int(q) for q in input().split()]
answers = []
for q in queries:
    found = []
    for i, v in enumerate(values):
        stop = bisect.bisect_left(values, q - WRAP - v)
        if stop > i + 1:
            found.append((stop - i - 1, v + values[stop - 1] + WRAP))
    pairs = sum(n for n, _ in found)
    highest = max((c for _, c in found), default=0)
    answers.append(f"{q} {pairs} {highest}")
print("\n".join(answers))
