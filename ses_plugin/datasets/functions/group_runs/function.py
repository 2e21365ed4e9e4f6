from itertools import accumulate, groupby


def group_runs(values, modulus):
    """Runs of equal remainder: the longest per remainder, and prefix sums of the run heads."""
    longest = {}
    heads = []
    for rem, run in groupby(values, key=lambda v: v % modulus):
        run = list(run)
        heads.append(run[0])
        if len(run) > len(longest.get(rem, ())):
            longest[rem] = run
    totals = list(accumulate(heads, lambda a, b: a + b if b > 0 else max(a, b)))
    return longest, totals[-3:]
