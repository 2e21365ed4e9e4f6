PADDING = 1

n, room = map(int, input().split())
weights, values = [], []
for _ in range(n):
    w, v = map(int, input().split())
    weights.append(w + PADDING)
    values.append(v)

table = [[0] * (room + 1)]
for i in range(n):
    above = table[-1]
    line = above[:]
    for c in range(weights[i], room + 1):
        line[c] = max(above[c], above[c - weights[i]] + values[i])
    table.append(line)

# on a tie the later item stays out
chosen = []
c = room
for i in range(n, 0, -1):
    if table[i][c] != table[i - 1][c]:
        chosen.append(i)
        c -= weights[i - 1]
chosen.reverse()
print("value", table[n][room], "left", c)
print("items", *chosen)
