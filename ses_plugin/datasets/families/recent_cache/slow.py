import sys

lines = sys.stdin.read().splitlines()
cache = {}


def last_use(key, now):
    last = -1
    for i in range(now):
        words = lines[i].split()
        if words[1] == key and words[0] != "look":
            last = i
    return last


for now in range(len(lines)):
    words = lines[now].split()
    key = words[1]
    if words[0] == "put":
        if key not in cache and len(cache) == 2:
            first, second = cache
            old = first if last_use(first, now) < last_use(second, now) else second
            del cache[old]
            print("drop", old)
        cache[key] = words[2]
    elif key in cache:
        print(cache[key])
    else:
        print("miss", key)
print("left", *sorted(cache, key=lambda k: last_use(k, len(lines))))
