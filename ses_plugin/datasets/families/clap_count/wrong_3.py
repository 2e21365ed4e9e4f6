import sys

n, x, y = map(int, sys.stdin.read().split())
for number in range(1, n + 1):
    if number % (x * y) == 0:
        print("claphop")
    elif number % x == 0:
        print("clap")
    elif number % y == 0:
        print("hop")
    else:
        print(number)
