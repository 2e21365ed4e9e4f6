import sys

FUSE = 3

first, *commands = sys.stdin.read().splitlines()
state = [False] * (int(first) + 1)
for k, command in enumerate(commands, start=1):
    if command == "?":
        print(state.count(True), "on")
        continue
    if " " in command:
        a, b = map(int, command.split())
    else:
        a = b = int(command)
    for i in range(a, b + 1):
        state[i] = not state[i]
    if state.count(True) > FUSE:
        print(f"fuse {k}")
        state = [False] * len(state)
print(*map(int, state[1:]), sep="")
