import sys

STEP = 2


class Node:
    def __init__(self, place, value, back):
        self.place = place
        self.value = value
        self.back = back


def first_fit(layer, value):
    for node in layer:
        if node.value + STEP <= value:
            return node
    return None


numbers = [int(t) for t in sys.stdin.read().split()][1:]
layers = []
for place, value in enumerate(numbers, start=1):
    depth = len(layers)
    back = None
    while depth > 0:
        back = first_fit(layers[depth - 1], value)
        if back:
            break
        depth -= 1
    if depth == len(layers):
        layers.append([])
    layers[depth].append(Node(place, value, back))

chain = []
node = layers[-1][0]
while node:
    chain.insert(0, node)
    node = node.back
print(f"length {len(chain)}")
print("values " + " ".join(str(c.value) for c in chain))
print("places " + " ".join(str(c.place) for c in chain))
