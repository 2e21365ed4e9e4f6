import sys

numbers = [int(word) for word in sys.stdin.read().split()]
right = left = 0
for i in range(1, numbers[0] + 1):
    if numbers[i] > 0:
        right += numbers[i]
    else:
        left += -numbers[i]
print(right - left, right + left, sep="\n")
