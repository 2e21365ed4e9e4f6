INDENT = 2

width = int(input())
slack = 0
while True:
    try:
        words = input().split()
    except EOFError:
        break
    start = 0
    while start < len(words):
        # take words[start:end] for this line
        pad = INDENT if start else 0
        end = start + 1
        room = width - pad - len(words[start])
        while end < len(words) and room >= len(words[end]) + 1:
            room -= len(words[end]) + 1
            end += 1
        print("." * pad, " ".join(words[start:end]), "|", sep="")
        if end < len(words) and room > 0:
            slack += room
        start = end
print("slack", slack)
