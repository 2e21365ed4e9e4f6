n = int(input())
numbers = sorted(int(x) for x in input().split())
lists = {0: [], 1: []}
for x in numbers:
    lists[x % 2].append(x)
for rest in (0, 1):
    if len(lists[rest]) == 0:
        print("none")
    else:
        print(*lists[rest])
