import sys
from collections import Counter

counts = Counter(sys.stdin.readline().lower())
letters = sum(counts[c] for c in "abcdefghijklmnopqrstuvwxyz")
found = sum(counts[c] for c in "aeiou")
print(f"vowels {found}")
print(f"consonants {letters - found}")
