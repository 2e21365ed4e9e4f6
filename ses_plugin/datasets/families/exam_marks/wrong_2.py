PASS = 50


def main():
    input()
    passed, failed, points = 0, 0, 0
    for word in input().split():
        points += int(word)
        if int(word) >= PASS:
            passed += 1
        else:
            failed += 1
    print("passed", passed)
    print("failed", failed)
    average = points // passed if passed else 0
    print("average", average)


main()
