import sys

INDENT = 2

width, *paragraphs = sys.stdin.read().splitlines()
width = int(width)
slack = 0
for paragraph in paragraphs:
    lines = [""]
    for word in paragraph.split():
        if not lines[-1].strip("."):
            lines[-1] += word
        elif len(lines[-1]) + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append("." * INDENT + word)
    for i, line in enumerate(lines):
        print(f"{line}|")
        if i < len(lines) - 1:
            slack += max(width - len(line), 0)
print("slack", slack)
