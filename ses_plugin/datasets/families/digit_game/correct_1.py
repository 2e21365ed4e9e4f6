BASE = 10


def one_round(row):
    # equal neighbours melt into one digit, from left to right
    out = ""
    gained = 0
    i = 0
    while i < len(row):
        if i + 1 < len(row) and row[i] == row[i + 1]:
            d = int(row[i]) * 2 % BASE
            gained += d
            out += str(d)
            i += 2
        else:
            out += row[i]
            i += 1
    return out, gained


for _ in range(int(input())):
    row = input().strip()
    rounds = score = 0
    while True:
        after, gained = one_round(row)
        if after == row:
            break
        rounds += 1
        score += gained * rounds
        row = after
    print(row, rounds, score)
