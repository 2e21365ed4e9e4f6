VOWELS = set("aeiou")

line = input().lower()
number = 0
others = 0
for word in line.split():
    for ch in word:
        if ch in VOWELS:
            number += 1
        else:
            others += 1
print("vowels", number)
print("consonants", others)
