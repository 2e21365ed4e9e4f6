n, m, k = map(int, input().split())
places = list(range(1, m + 1))
gap = min(k, m)
text = ""
total = 0
for i in places:
    product = n * i
    if i == gap:
        text += "_ "
        continue
    text += str(product) + " "
    total += product
print(text.strip())
print(total)
