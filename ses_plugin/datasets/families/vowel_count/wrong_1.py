text = input()
v = c = 0
for letter in text:
    if not letter.isalpha():
        continue
    if letter in ("a", "e", "i", "o", "u"):
        v += 1
    else:
        c += 1
print("vowels", v)
print("consonants", c)
