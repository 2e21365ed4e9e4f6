target = int(input())
coins = input().split()

# sum -> [ways, fewest coins]
table = {s: [0, None] for s in range(target + 1)}
table[0] = [1, 0]
for coin in map(int, coins):
    for s in range(target, coin - 1, -1):
        ways, least = table[s - coin]
        if ways == 0:
            continue
        table[s][0] += ways
        if table[s][1] is None or table[s][1] > least + 1:
            table[s][1] = least + 1

ways, least = table[target]
print(f"ways {ways}")
print(f"fewest {'none' if least is None else least}")
empty = [s for s in table if table[s][0] == 0]
print(f"unpayable {len(empty)} {sum(empty)}")
