import sys
from collections import OrderedDict

CAPACITY = 2

cache = OrderedDict()
for line in sys.stdin:
    command, key, *value = line.split()
    if command == "put":
        cache[key] = value[0]
        cache.move_to_end(key)
        if len(cache) > CAPACITY:
            print("drop", cache.popitem(last=False)[0])
    elif key not in cache:
        print("miss", key)
    else:
        print(cache[key])
        if command == "get":
            cache.move_to_end(key)
print("left", *cache)
