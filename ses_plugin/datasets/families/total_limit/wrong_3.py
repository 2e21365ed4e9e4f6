import sys


def main():
    data = [int(x) for x in sys.stdin.read().split()]
    limit = data[1]
    total, boxes = 0, 0
    for weight in data[2:]:
        total += weight
        boxes += 1
        if total > limit:
            break
    print(boxes)
    print(total)


main()
