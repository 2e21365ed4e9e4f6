n, m = map(int, input().split())
dials = [0] * (n + 1)
questions = []


def click(d, back):
    if back:
        dials[d] -= 1
        if dials[d] < 0:
            dials[d] = 9
    else:
        dials[d] += 1
        if dials[d] > 9:
            dials[d] = 0


for _ in range(m):
    words = input().split()
    l, r = int(words[1]), int(words[2])
    if words[0] == "turn":
        k = int(words[3])
        for d in range(l, r + 1):
            for _ in range(abs(k)):
                click(d, k < 0)
    else:
        questions.append((l, r))

print(*dials[1:])
for l, r in questions:
    print(sum(dials[l:r + 1]))
