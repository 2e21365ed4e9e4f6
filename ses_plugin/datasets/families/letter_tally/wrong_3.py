letter = input().strip()
n = int(input())
words = input().split()
total = 0
record = 1
holder = "-"
i = 0
while i < n:
    text = words[i].lower()
    found = len(text) - len(text.replace(letter, ""))
    total += found
    if found >= record:
        record = found
        holder = words[i]
    i += 1
print(total, holder, sep="\n")
