import sys

names = []
counts = []
skipped = 0
for word in sys.stdin.read().split():
    word = word.lower()
    if word[-1] in ".,!?":
        word = word[:-1]
    if len(word) < 2:
        skipped += 1
    elif word in names:
        counts[names.index(word)] += 1
    else:
        names.append(word)
        counts.append(1)

# bubble sort
n = len(names)
for i in range(n):
    for j in range(n - 1 - i):
        if counts[j] < counts[j + 1] or (counts[j] == counts[j + 1] and names[j] > names[j + 1]):
            counts[j], counts[j + 1] = counts[j + 1], counts[j]
            names[j], names[j + 1] = names[j + 1], names[j]

for i in range(min(4, n)):
    place = 1
    for count in counts:
        if count > counts[i]:
            place += 1
    print(f"{place}. {names[i]} x{counts[i]}")
print("kinds", n, "skipped", skipped)
