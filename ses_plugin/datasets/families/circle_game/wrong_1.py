GROW = 1
KEEP = 1

games = int(input())
while games:
    games -= 1
    words = input().split()
    step, players = int(words[0]), words[1:]
    pos = 0
    order = []
    while len(players) > KEEP:
        pos = (pos + step - 1) % len(players)
        order.append(players.pop(pos))
        pos = (pos + 1) % len(players)
        step += GROW
    print("".join(order) or "-", "".join(players[pos:] + players[:pos]), step)
