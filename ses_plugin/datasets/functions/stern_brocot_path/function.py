def stern_brocot_path(p, q):
    # Walk down the tree of fractions until p/q is met; return the turns as runs.
    lo, hi = (0, 1), (1, 0)
    runs = []
    while True:
        mid = (lo[0] + hi[0], lo[1] + hi[1])
        diff = p * mid[1] - q * mid[0]
        if diff == 0:
            return runs, mid
        turn = "R" if diff > 0 else "L"
        if turn == "R":
            lo = mid
        else:
            hi = mid
        if runs and runs[-1][0] == turn:
            runs[-1] = (turn, runs[-1][1] + 1)
        else:
            runs.append((turn, 1))
