n, room = map(int, input().split())
items = []
for _ in range(n):
    w, v = map(int, input().split())
    items.append((w + 1, v))

best_value = 0
best_left = room
best_items = []
# try every set; the sets without the later items come first
for mask in range(2 ** n):
    need = 0
    value = 0
    for i in range(n):
        if mask >> i & 1:
            need += items[i][0]
            value += items[i][1]
    if need <= room and value > best_value:
        best_value = value
        best_left = room - need
        best_items = [i + 1 for i in range(n) if mask >> i & 1]

print("value", best_value, "left", best_left)
print("items", *best_items)
