import sys


def show(words):
    print(" ".join(words) or "none")


words = sys.stdin.read().split()[1:]
# the last digit decides
show([w for w in words if w[-1] in "02468"])
show([w for w in words if w[-1] in "13579"])
