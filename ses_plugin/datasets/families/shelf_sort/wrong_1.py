import sys
from collections import deque

WIDTH = 10

books = [line.split() for line in sys.stdin]
books.sort(key=lambda b: (int(b[1]), b[0]), reverse=True)
queue = deque((title, int(width)) for title, _, width in books)

while queue:
    names = []
    used = 0
    while queue and used + queue[0][1] <= WIDTH:
        title, width = queue.popleft()
        names.append(title)
        used += width
    print(used, " ".join(names))
