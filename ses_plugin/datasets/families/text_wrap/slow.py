import sys

lines = sys.stdin.read().splitlines()
width = int(lines[0])


def length(words, first):
    total = 0 if first else 2
    for w in words:
        total += len(w)
    return total + len(words) - 1


slack = 0
for paragraph in lines[1:]:
    words = paragraph.split()
    first = True
    while words:
        row = [words.pop(0)]
        while words and length(row + [words[0]], first) <= width:
            row.append(words.pop(0))
        text = " ".join(row)
        if not first:
            text = ".." + text
        print(text + "|")
        if words:
            slack += max(0, width - length(row, first))
        first = False
print("slack", slack)
