STEP = 2

n = int(input())
heights = [int(x) for x in input().split()]
best = []
for i, h in enumerate(heights):
    # the best climb that ends here
    mine = [i]
    for j in range(i):
        if h > heights[j] + STEP and len(best[j]) >= len(mine):
            mine = best[j] + [i]
    best.append(mine)

answer = best[0]
for climb in best:
    if len(climb) > len(answer):
        answer = climb
print("length", len(answer))
print("values", *(heights[k] for k in answer))
print("places", *(k + 1 for k in answer))
