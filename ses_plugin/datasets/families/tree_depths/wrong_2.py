BONUS = 3


class Node:
    def __init__(self, value):
        self.value = value
        self.depth = 0
        self.children = []

    def total(self):
        if not self.children:
            return self.value + BONUS
        return self.value + sum(child.total() for child in self.children)


n = int(input())
parents = input().split()
nodes = [Node(int(v)) for v in input().split()]
stack = []
for i in range(n):
    p = int(parents[i])
    if p == 0:
        stack.append(nodes[i])
    else:
        nodes[p - 1].children.append(nodes[i])
while stack:
    node = stack.pop()
    for child in node.children:
        child.depth = node.depth + 1
        stack.append(child)

print("depths", *[x.depth for x in nodes])
print("totals", *[x.total() for x in nodes])
deep = 0
for i in range(n):
    if nodes[i].depth >= nodes[deep].depth:
        deep = i
print("deepest", deep + 1, "with", nodes[deep].total())
