from itertools import groupby

MIN_SIZE = 2


def read_words():
    words = []
    while True:
        try:
            words += input().split()
        except EOFError:
            return words


def main():
    words = list(dict.fromkeys(read_words()))
    # anagrams end up side by side, each with the place where it was first read
    entries = sorted((sorted(word), place, word) for place, word in enumerate(words))
    found = []
    for _, run in groupby(entries, key=lambda entry: entry[0]):
        run = list(run)
        if len(run) >= MIN_SIZE:
            begins = run[0][1]
            found.append((-len(run), begins, [word for _, _, word in run]))
    found.sort()
    grouped = 0
    for negative, _, members in found:
        members.sort()
        print(-negative, " ".join(members))
        grouped += len(members)
    print("loners", len(words) - grouped)


main()
