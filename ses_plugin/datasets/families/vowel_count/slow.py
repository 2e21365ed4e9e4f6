letters = []
for char in input().lower():
    if char.isalpha():
        letters.append(char)

vowels = 0
for vowel in "aeiou":
    while vowel in letters:
        letters.remove(vowel)
        vowels += 1

print("vowels", vowels)
print("consonants", len(letters))
