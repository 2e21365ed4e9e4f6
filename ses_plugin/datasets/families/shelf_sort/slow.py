import sys

WIDTH = 10

books = []
for line in sys.stdin:
    title, height, width = line.split()
    books.append([title, int(height), int(width)])


def first_wrong_place():
    """The first book that should stand after its right neighbour."""
    for i in range(len(books) - 1):
        a, b = books[i], books[i + 1]
        if a[1] < b[1] or (a[1] == b[1] and a[0] > b[0]):
            return i
    return -1


i = first_wrong_place()
while i >= 0:
    books[i], books[i + 1] = books[i + 1], books[i]
    i = first_wrong_place()

shelf = []
for book in books:
    if sum(b[2] for b in shelf) + book[2] > WIDTH:
        print(sum(b[2] for b in shelf), *[b[0] for b in shelf])
        shelf = []
    shelf.append(book)
print(sum(b[2] for b in shelf), *[b[0] for b in shelf])
