from bisect import bisect_right

STEP = 2

n = int(input())
data = [int(x) for x in input().split()]
tails = []
places = []
for i in range(n):
    x = data[i]
    # how long a climb x can extend
    pos = bisect_right(tails, x - STEP)
    if pos == len(tails):
        tails.append(x)
        places.append(i + 1)
    elif x < tails[pos]:
        tails[pos] = x
        places[pos] = i + 1
print(f"length {len(tails)}")
print("values", " ".join(map(str, tails)))
print("places", " ".join(map(str, places)))
