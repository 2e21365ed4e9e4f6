def is_vowel(c):
    return c.lower() in "aeiouy"


s = input()
total = 0
first = 0
i = 0
while i < len(s):
    if s[i].isalpha():
        total += 1
        if is_vowel(s[i]):
            first += 1
    i += 1
print("vowels", first)
print("consonants", total - first)
