import sys

WIDTH = 10


def before(a, b):
    """Tall books first; equal heights by title."""
    if a[1] != b[1]:
        return a[1] > b[1]
    return a[0] < b[0]


row = []
for line in sys.stdin.read().splitlines():
    title, height, width = line.split()
    book = (title, int(height), int(width))
    place = len(row)
    while place > 0 and before(book, row[place - 1]):
        place -= 1
    row.insert(place, book)

shelves = [[]]
room = WIDTH
for book in row:
    if book[2] > room:
        shelves.append([])
        room = WIDTH
    shelves[-1].append(book)
    room -= book[2]
for shelf in shelves:
    print(sum(b[2] for b in shelf), " ".join(b[0] for b in shelf))
