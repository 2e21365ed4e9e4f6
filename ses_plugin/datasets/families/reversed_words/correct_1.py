n = int(input())
for _ in range(n):
    words = input().split()
    result = []
    i = len(words) - 1
    while i >= 0:
        result.append(words[i])
        i -= 1
    print(" ".join(result))
