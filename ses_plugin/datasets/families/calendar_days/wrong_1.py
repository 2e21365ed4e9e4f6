DAYS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

start, today = input().split()
y, m, d = map(int, start.split("-"))
w = week.index(today)
total = 0


def advance(count):
    global y, m, d, w, total
    total += count
    w = (w + count) % 7
    d += count
    while True:
        size = DAYS[m] + (m == 2 and y % 4 == 0)
        if d <= size:
            return
        d -= size
        m = m % 12 + 1
        y += m == 1


for step in input().split():
    advance(int(step))
    if week[w] in ("Sat", "Sun"):
        advance(7 - w)
    print(week[w], f"{d}/{m}")
print(y, "after", total)
