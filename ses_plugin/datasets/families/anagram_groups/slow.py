import sys

words = []
for word in sys.stdin.read().split():
    if word not in words:
        words.append(word)

groups = []
for word in words:
    placed = False
    for group in groups:
        if sorted(group[0]) == sorted(word):
            group.append(word)
            placed = True
            break
    if not placed:
        groups.append([word])

loners = 0
for size in range(len(words), 0, -1):
    for group in groups:
        if len(group) == size and size >= 2:
            print(size, *sorted(group))
        elif len(group) == size:
            loners += 1
print("loners", loners)
