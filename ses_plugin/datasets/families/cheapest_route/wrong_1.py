from heapq import heappop, heappush

TOLL = 2


def explore(graph, origin):
    done = {}
    pending = [(0, origin)]
    while pending:
        spent, here = heappop(pending)
        if here in done:
            continue
        done[here] = spent
        if here != origin:
            spent += TOLL
        for there, fare in graph.get(here, {}).items():
            if there not in done:
                heappush(pending, (spent + fare, there))
    return done


n, m, origin = map(int, input().split())
graph = {}
for _ in range(m):
    x, y, fare = map(int, input().split())
    graph.setdefault(x, {})[y] = fare
result = explore(graph, origin)
print(" ".join(str(result[i]) if i in result else "-" for i in range(1, n + 1)))
print("order", *result)
