def swap_ends(words):
    words[0], words[-1] = words[-1], words[0]
    return words


lines = []
for _ in range(int(input())):
    lines.append(swap_ends(input().split()))
for words in lines:
    print(*words)
