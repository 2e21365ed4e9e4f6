line = input()

vowels = 0
consonants = 0
for char in line:
    if char in "aeiouAEIOU":
        vowels += 1
    elif char.isalpha():
        consonants += 1

print("vowels", vowels)
print("consonants", consonants)
