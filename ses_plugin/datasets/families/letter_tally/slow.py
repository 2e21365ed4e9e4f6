letter = input().strip()
n = int(input())
words = input().split()


def count(word):
    result = 0
    for c in word.lower():
        if c == letter:
            result += 1
    return result


total = 0
for word in words:
    total += count(word)
print(total)

answer = "-"
for word in words:
    beaten = False
    for other in words:
        if count(other) > count(word):
            beaten = True
    if not beaten and count(word) > 0:
        answer = word
        break
print(answer)
