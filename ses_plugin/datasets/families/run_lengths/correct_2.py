import re
import sys
from itertools import groupby

CAP = 4

saved = 0
fields = sys.stdin.read().split()
for command, word in zip(fields[0::2], fields[1::2]):
    parts = []
    if command == "pack":
        for symbol, group in groupby(word):
            size = len(list(group))
            while size > CAP:
                parts.append(symbol + str(CAP))
                size -= CAP
            parts.append(symbol + (str(size) if size > 1 else ""))
    else:
        for symbol, number in re.findall(r"([a-z])(\d*)", word):
            parts.append(symbol * (int(number) if number else 1))
    result = "".join(parts)
    saved += len(word) - len(result)
    print(result, len(result))
print(f"balance {saved}")
