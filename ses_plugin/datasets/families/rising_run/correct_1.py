STEP = 2

input()
a = list(map(int, input().split()))
n = len(a)
length = [1] * n
parent = [-1] * n
for i in range(n):
    for j in range(i):
        if a[i] - a[j] >= STEP and length[j] + 1 > length[i]:
            length[i] = length[j] + 1
            parent[i] = j

# first place that ends a longest climb
at = length.index(max(length))
path = []
while at != -1:
    path.append(at)
    at = parent[at]
path.reverse()
print("length", len(path))
print("values", *[a[k] for k in path])
print("places", *[k + 1 for k in path])
