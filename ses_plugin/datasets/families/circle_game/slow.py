games = int(input())
for _ in range(games):
    parts = input().split()
    count = int(parts[0])
    circle = parts[1:]
    left = ""
    while len(circle) > 1:
        # move the players that are passed over to the end, one by one
        for _ in range(count - 1):
            circle = circle[1:] + circle[:1]
        left = left + circle[0]
        circle = circle[1:]
        count += 1
    if left == "":
        left = "-"
    print(left, circle[0], count)
