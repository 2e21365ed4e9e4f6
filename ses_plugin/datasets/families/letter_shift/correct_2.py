import sys
from string import ascii_lowercase as abc

STEP = 2

key = int(input())
for line in sys.stdin:
    pieces = []
    for number, word in enumerate(line.rstrip("\n").split(" ")):
        out = ""
        for c in word:
            low = c.lower()
            if low in abc:
                shift = key % 26
                turned = abc[shift:] + abc[:shift]
                source, target = (abc, turned) if number % 2 == 0 else (turned, abc)
                new = target[source.index(low)]
                out += new.upper() if c != low else new
                key += STEP
            else:
                out += c
        pieces.append(out)
    print("_".join(pieces), key)
