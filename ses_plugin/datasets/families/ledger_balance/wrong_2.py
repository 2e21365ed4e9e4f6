import sys

FEE = 2


def main():
    state = {}
    bad = 0
    for line in sys.stdin:
        t = line.split()
        cost = int(t[-1])
        acc = state.setdefault(t[1], [0, 0])
        if t[0] == "deposit":
            acc[0] += cost
            acc[1] = max(acc)
        elif acc[0] < cost + FEE:
            bad += 1
        elif t[0] == "withdraw":
            acc[0] -= cost + FEE
        else:
            acc[0] -= cost
            target = state.setdefault(t[2], [0, 0])
            target[0] += cost - FEE
            target[1] = max(target)
    for key in sorted(state):
        print(key, *state[key])
    print("declined", bad)


main()
