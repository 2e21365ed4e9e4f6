n = int(input())
for k in range(n):
    words = input().split(" ")
    out = words[-1]
    for i in range(len(words) - 2, 0, -1):
        out += " " + words[i]
    print(out)
