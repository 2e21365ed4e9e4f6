import sys

MUD = 3
INF = 9999
R, C = map(int, sys.stdin.readline().split())
board = [line.strip() for line in sys.stdin]
cost = [[INF] * (C + 1) for _ in range(R + 1)]
ways = [[0] * (C + 1) for _ in range(R + 1)]
for i in range(1, R + 1):
    for j in range(1, C + 1):
        spot = board[i - 1][j - 1]
        if spot == "#":
            continue
        if i == 1 and j == 1:
            cheapest, ways[i][j] = 0, 1
        else:
            cheapest = min(cost[i - 1][j], cost[i][j - 1])
            ways[i][j] = ways[i - 1][j] + ways[i][j - 1]
        if cheapest < INF:
            cost[i][j] = cheapest + (MUD if spot == "~" else 1)

print("reached", sum(v < INF for line in cost for v in line))
if cost[R][C] == INF:
    print("blocked")
else:
    i, j, text = R, C, ""
    while i > 1 or j > 1:
        if cost[i - 1][j] <= cost[i][j - 1]:
            i, text = i - 1, "D" + text
        else:
            j, text = j - 1, "R" + text
    print("cost", cost[R][C], "ways", ways[R][C], text)
