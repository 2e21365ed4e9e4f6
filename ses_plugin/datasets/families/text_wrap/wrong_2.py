import sys

INDENT = 2


def show(row, first):
    lead = "" if first else "." * INDENT
    print(lead + " ".join(row) + "|")


data = sys.stdin.read().split("\n")
width = int(data[0])
slack = 0
for paragraph in data[1:]:
    row, used, first = [], 0, True
    for word in paragraph.split():
        need = len(word) + (1 if row else 0)
        if row and used + need > width:
            show(row, first)
            slack += max(0, width - used)
            first = False
            row, used = [word], len(word)
        else:
            row.append(word)
            used += need
    if row:
        show(row, first)
print("slack", slack)
