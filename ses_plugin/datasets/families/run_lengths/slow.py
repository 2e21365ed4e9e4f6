import sys


def pack(word):
    result = ""
    size = 0
    for i in range(len(word)):
        # how many equal letters stand directly before this one
        before = 0
        for j in range(i):
            if word[j] == word[i]:
                before += 1
            else:
                before = 0
        if before % 4 == 0:
            if size > 1:
                result += str(size)
            result += word[i]
            size = 1
        else:
            size += 1
    if size > 1:
        result += str(size)
    return result


def unpack(word):
    result = ""
    i = 0
    while i < len(word):
        letter = word[i]
        number = ""
        i += 1
        while i < len(word) and word[i].isdigit():
            number += word[i]
            i += 1
        result += letter * (int(number) if number else 1)
    return result


balance = 0
for line in sys.stdin:
    command, word = line.split()
    if command == "pack":
        result = pack(word)
    else:
        result = unpack(word)
    balance += len(word) - len(result)
    print(result, len(result))
print("balance", balance)
