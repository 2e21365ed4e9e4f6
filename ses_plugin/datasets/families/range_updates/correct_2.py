import sys

DIAL = 10

lines = sys.stdin.read().splitlines()
dials = [0] * int(lines[0].split()[0])
asked = []
for line in lines[1:]:
    words = line.split()
    span = slice(int(words[1]) - 1, int(words[2]))
    if words[0] == "sum":
        asked.append(span)
        continue
    step = int(words[3])
    dials[span] = [(d + step) % DIAL for d in dials[span]]

print(" ".join(map(str, dials)))
for span in asked:
    print(sum(dials[span]))
