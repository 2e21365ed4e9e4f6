import sys

WIDTH = 10

books = []
for line in sys.stdin:
    title, height, width = line.split()
    books.append((-int(height), title, int(width)))

shelf, used = [], 0
for _, title, width in sorted(books):
    if used + width > WIDTH:
        print(used, *shelf)
        shelf, used = [], 0
    shelf.append(title)
    used += width
print(used, *shelf)
