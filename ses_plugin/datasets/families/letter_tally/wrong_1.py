letter = input().strip()
input()
total = 0
chosen, most = "-", 0
for word in input().split():
    low = word.lower()
    if letter in low:
        total += 1
    if low.count(letter) > most:
        most = low.count(letter)
        chosen = word
print(total)
print(chosen)
