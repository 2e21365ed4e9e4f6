import sys

TOP = 4          # lines shown
MIN_LENGTH = 2   # shorter words do not count

counts = {}
skipped = 0
for word in sys.stdin.read().split():
    word = word.strip(".,!?").lower()
    if len(word) < MIN_LENGTH:
        skipped += 1
        continue
    counts[word] = counts.get(word, 0) + 1

ordered = sorted(counts, key=lambda w: (-counts[w], w))
place = 0
for index, word in enumerate(ordered[:TOP]):
    if index == 0 or counts[word] < counts[ordered[index - 1]]:
        place = index + 1
    print(f"{place}. {word} x{counts[word]}")
print("kinds", len(counts), "skipped", skipped)
