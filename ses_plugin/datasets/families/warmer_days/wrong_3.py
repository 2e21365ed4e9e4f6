import sys


def main():
    numbers = list(map(int, sys.stdin.read().split()))
    n, temps = numbers[0], numbers[1:]
    warmer = 0
    for i in range(1, n - 1):
        if temps[i] - temps[i - 1] > 0:
            warmer += 1
    records = 0
    top = temps[0]
    for x in temps:
        if x > top:
            records += 1
            top = x
    print("warmer", warmer)
    print("records", records)


main()
