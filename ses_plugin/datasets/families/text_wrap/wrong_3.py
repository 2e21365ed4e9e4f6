import sys
from collections import deque

INDENT = 2


class Page:
    def __init__(self, width):
        self.width = width
        self.slack = 0

    def put(self, line):
        print(line, end="|\n")
        if len(line) < self.width:
            self.slack += self.width - len(line)


page = Page(int(input()))
for text in sys.stdin:
    queue = deque(text.split())
    line = queue.popleft()
    while queue:
        word = queue.popleft()
        if len(line) + len(word) < page.width:
            line = line + " " + word
        else:
            page.put(line)
            line = "." * INDENT + word
    page.put(line)
print("slack", page.slack)
