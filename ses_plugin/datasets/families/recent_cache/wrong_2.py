import sys

CAPACITY = 2

order = []
data = {}
for words in map(str.split, sys.stdin.read().splitlines()):
    op, key = words[:2]
    if op == "put":
        if len(order) >= CAPACITY:
            old = order.pop(0)
            data.pop(old)
            print("drop", old)
        if key in order:
            order.remove(key)
        order.append(key)
        data[key] = words[2]
        continue
    if key not in data:
        print("miss", key)
        continue
    print(data[key])
    if op == "get":
        order.remove(key)
        order.append(key)
print("left", *order)
