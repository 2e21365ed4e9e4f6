import sys

n = int(sys.stdin.readline())
rows = []
for line in sys.stdin:
    rows.append(line.split())

output = []
for row in reversed(rows):
    output.append(" ".join(reversed(row)))
print("\n".join(output[:n]))
