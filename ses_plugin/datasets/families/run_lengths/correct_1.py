import sys

CAP = 4  # longest run written as one piece


def encode(text):
    out = ""
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i] and j - i < CAP:
            j += 1
        out += text[i] if j - i == 1 else f"{text[i]}{j - i}"
        i = j
    return out


def decode(code):
    out = ""
    letter, digits = "", ""
    for ch in code + "#":
        if ch.isdigit():
            digits += ch
        else:
            out += letter * int(digits or "1")
            letter, digits = ch, ""
    return out


balance = 0
for line in sys.stdin:
    command, word = line.split()
    answer = encode(word) if command == "pack" else decode(word)
    balance += len(word) - len(answer)
    print(answer, len(answer))
print("balance", balance)
