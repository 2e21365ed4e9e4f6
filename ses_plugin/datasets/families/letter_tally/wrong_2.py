def how_many(word, wanted):
    n = 0
    for c in word:
        if c == wanted:
            n += 1
    return n


wanted = input()
number = int(input())
words = input().split()
counts = [how_many(w, wanted) for w in words]
print(sum(counts))
top = max(counts)
if top == 0:
    print("-")
else:
    print(words[counts.index(top)])
