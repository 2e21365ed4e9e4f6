def main():
    target = int(input())
    coins = [int(c) for c in input().split()]
    far = target + 1
    ways = [0] * (target + 1)
    least = [far] * (target + 1)
    ways[0] = 1
    least[0] = 0
    for amount in range(1, target + 1):
        for coin in coins:
            if coin > amount:
                continue
            ways[amount] += ways[amount - coin]
            least[amount] = min(least[amount], least[amount - coin] + 1)
    print("ways", ways[target])
    if least[target] >= far:
        print("fewest none")
    else:
        print("fewest", least[target])
    holes = [a for a in range(1, target + 1) if ways[a] == 0]
    print("unpayable", len(holes), sum(holes))


main()
