import sys

MIN_SIZE = 2  # smaller groups only add to the count of loners

groups = {}
for word in sys.stdin.read().split():
    key = "".join(sorted(word))
    members = groups.setdefault(key, [])
    if word not in members:
        members.append(word)

loners = 0
big = []
for members in groups.values():
    if len(members) >= MIN_SIZE:
        big.append(members)
    else:
        loners += len(members)
# longest group first; equal ones in the order in which they began
big.sort(key=len, reverse=True)
for members in big:
    print(len(members), *sorted(members))
print("loners", loners)
