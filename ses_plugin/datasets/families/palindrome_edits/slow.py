n = int(input())
total = 0
for _ in range(n):
    word = input().strip()
    cost = 0
    # mend the first bad pair until there is none
    while word != word[::-1]:
        for i in range(len(word) // 2):
            j = len(word) - 1 - i
            if word[i] != word[j]:
                d = abs(ord(word[i]) - ord(word[j]))
                cost += min(d, 26 - d, 6)
                low = min(word[i], word[j])
                word = word[:i] + low + word[i + 1:j] + low + word[j + 1:]
                break
    print(word, cost)
    total += cost
print("total", total)
