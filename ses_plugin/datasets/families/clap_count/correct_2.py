last, first, second = [int(t) for t in input().split()]
said = [""] * (last + 1)
for k in range(first, last + 1, first):
    said[k] += "clap"
for k in range(second, last + 1, second):
    said[k] += "hop"
for k in range(1, last + 1):
    print(said[k] or k)
