import sys

WIDTH = 10


class Shelf:
    def __init__(self):
        self.titles = []
        self.used = 0

    def fits(self, width):
        return self.used + width < WIDTH

    def add(self, title, width):
        self.titles.append(title)
        self.used += width


books = [line.split() for line in sys.stdin.readlines()]
shelves = [Shelf()]
for title, _, width in sorted(books, key=lambda b: (-int(b[1]), b[0])):
    if not shelves[-1].fits(int(width)):
        shelves.append(Shelf())
    shelves[-1].add(title, int(width))
for shelf in shelves:
    print(shelf.used, *shelf.titles)
