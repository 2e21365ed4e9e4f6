import sys

LIMIT = 4


class Groups:
    def __init__(self, count):
        self.parent = {i: i for i in range(1, count + 1)}
        self.size = dict.fromkeys(self.parent, 1)

    def root(self, x):
        return x if self.parent[x] == x else self.root(self.parent[x])

    def join(self, x, y):
        rx, ry = self.root(x), self.root(y)
        if rx == ry:
            return "same"
        total = self.size[rx] + self.size[ry]
        if total > LIMIT:
            return "full"
        self.parent[y] = rx
        self.size[rx] = total
        return total


numbers = list(map(int, sys.stdin.read().split()))
groups = Groups(numbers[0])
out = []
for k in range(2, len(numbers), 2):
    out.append(groups.join(numbers[k], numbers[k + 1]))
print(*out)
print(sorted(s for x, s in groups.size.items() if groups.root(x) == x))
