def word(i, a, b):
    text = ""
    if i % a == 0:
        text += "clap"
    if i % b == 0:
        text += "hop"
    return text if text else str(i)


n, a, b = map(int, input().split())
print("\n".join(word(i, a, b) for i in range(1, n)))
