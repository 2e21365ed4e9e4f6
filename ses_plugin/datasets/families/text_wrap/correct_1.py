import sys

INDENT = 2  # dots in front of every line of a paragraph but the first


def fill(words, width):
    lines = []
    current = words[0]
    for word in words[1:]:
        if len(current) + 1 + len(word) <= width:
            current += " " + word
        else:
            lines.append(current)
            current = "." * INDENT + word
    lines.append(current)
    return lines


def main():
    width = int(sys.stdin.readline())
    slack = 0
    for paragraph in sys.stdin:
        lines = fill(paragraph.split(), width)
        for line in lines:
            print(line + "|")
        slack += sum(max(0, width - len(line)) for line in lines[:-1])
    print("slack", slack)


main()
