letter = input().strip()
n = int(input())
words = input().split()
total = 0
best = 0
best_word = "-"
for word in words:
    count = word.lower().count(letter)
    total += count
    if count > best:
        best = count
        best_word = word
print(total)
print(best_word)
