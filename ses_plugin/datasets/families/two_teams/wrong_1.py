import sys


def read_graph():
    lines = sys.stdin.read().splitlines()
    n = int(lines[0].split()[0])
    graph = {v: [] for v in range(1, n + 1)}
    for line in lines[1:]:
        u, v = map(int, line.split())
        graph[u].append(v)
        graph[v].append(u)
    return graph


graph = read_graph()
colour = {}
clash = False
total = 0
for root in graph:
    if root in colour:
        continue
    colour[root] = "A"
    stack = [root]
    members = []
    while stack:
        v = stack.pop()
        members.append(v)
        for w in graph[v]:
            if w not in colour:
                colour[w] = "B" if colour[v] == "A" else "A"
                stack.append(w)
            elif colour[w] == colour[v]:
                clash = True
    a = sum(1 for v in members if colour[v] == "A")
    b = len(members) - a
    if clash:
        print(f"{root}: clash of {a + b}")
    else:
        print(f"{root}: {a} against {b}")
        total += max(a, b)
print("invited", total)
