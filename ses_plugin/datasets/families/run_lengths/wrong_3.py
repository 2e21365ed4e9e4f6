import sys

CAP = 4
total = 0
for line in sys.stdin.read().strip().split("\n"):
    command, s = line.split()
    result = []
    i = 0
    while i < len(s):
        c = s[i]
        i += 1
        if command == "pack":
            run = 1
            while i < len(s) and s[i] == c and run < CAP:
                run += 1
                i += 1
            result.append(c + str(run))
        else:
            number = 0
            while i < len(s) and s[i].isdigit():
                number = number * 10 + int(s[i])
                i += 1
            result.append(c * max(number, 1))
    text = "".join(result)
    total += len(s) - len(text)
    print(text, len(text))
print("balance", total)
