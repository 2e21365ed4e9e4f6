import sys

CAPACITY = 2

store = {}
for line in sys.stdin:
    parts = line.split()
    key = parts[1]
    if parts[0] == "put":
        store.pop(key, None)
        if len(store) == CAPACITY:
            first = next(iter(store))
            del store[first]
            print("drop", first)
        store[key] = parts[2]
    elif key in store:
        print(store[key])
    else:
        print("miss", key)
print("left", *store)
