import sys

data = sys.stdin.read().split()
moves = iter(data[1:])
x = 0
length = 0
move = int(next(moves, 0))
while move:
    x += move
    length += max(move, -move)
    move = int(next(moves, 0))
print(x)
print(length)
