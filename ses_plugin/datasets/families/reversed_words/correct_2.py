import sys

lines = sys.stdin.read().splitlines()
count = int(lines[0])


def turn(line):
    words = line.split()
    words.reverse()
    return " ".join(words)


for line in lines[1:count + 1]:
    print(turn(line))
