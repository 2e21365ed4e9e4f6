PADDING = 1


def solve(things, size):
    dp = [[0 for _ in range(size + 1)] for _ in range(len(things) + 1)]
    for i, (w, v) in enumerate(things, 1):
        for c in range(size + 1):
            dp[i][c] = dp[i - 1][c]
            if c >= w + PADDING:
                option = dp[i - 1][c - w - PADDING] + v
                if option > dp[i][c]:
                    dp[i][c] = option
    # recover the items
    used = []
    c = size
    for i in range(len(things), 0, -1):
        if dp[i][c] > dp[i - 1][c]:
            used.insert(0, i)
            c -= things[i - 1][0]
    return dp[-1][size], c, used


count, size = [int(t) for t in input().split()]
things = [tuple(int(t) for t in input().split()) for _ in range(count)]
worth, left, used = solve(things, size)
print(f"value {worth} left {left}")
print("items", *used)
