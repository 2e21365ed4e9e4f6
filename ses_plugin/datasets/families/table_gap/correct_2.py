def products(number, count):
    value = 0
    while count:
        value += number
        count -= 1
        yield value


number, count, gap = [int(part) for part in input().split()]
cells = list(products(number, count))
answer = number * count * (count + 1) // 2
if gap <= count:
    answer -= cells[gap - 1]
    cells[gap - 1] = "_"
print(*cells)
print(answer)
