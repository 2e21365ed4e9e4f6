BASE = 10


def squeeze(text):
    built, value, i = [], 0, 0
    while i < len(text) - 1:
        if text[i] != text[i + 1]:
            built.append(text[i])
            i += 1
        else:
            twice = (2 * int(text[i])) % BASE
            value += twice
            built.append(str(twice))
            i += 2
    built.append(text[-1])
    return "".join(built), value


t = int(input())
while t:
    t -= 1
    current = input().strip()
    rounds, score = 0, 0
    following, value = squeeze(current)
    while following != current:
        rounds += 1
        score += rounds * value
        current = following
        following, value = squeeze(current)
    print(current, rounds, score)
