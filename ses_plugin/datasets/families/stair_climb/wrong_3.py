from functools import lru_cache

LEAP = 3


def main():
    for _ in range(int(input())):
        n, *bad = map(int, input().split())

        @lru_cache(maxsize=None)
        def ways(stair, leapt):
            if stair == 0:
                return 1 if leapt else 0
            if stair < 0 or stair in bad:
                return 0
            if leapt:
                return ways(stair - LEAP, False)
            result = 0
            for k in range(1, LEAP):
                result += ways(stair - k, False) + ways(stair - k, True)
            return result

        row = [ways(i, False) + ways(i, True) for i in range(1, n + 1)]
        print(" ".join(str(v) for v in row))
        print("top", row[-1], "leaping", ways(n, True), "unreached", row.count(0))


main()
