import sys

for line in sys.stdin:
    words = line.split()
    name = words[0]
    days = words[1:]
    total = 0
    top = 0
    top_day = 0
    longest = 0
    for i in range(len(days)):
        if days[i] == "x":
            continue
        mm = int(days[i])
        total += mm
        if mm > top:
            top = mm
            top_day = i + 1
        # how long is the wet run that starts here?
        run = 0
        for k in range(i, len(days)):
            if days[k] == "x":
                continue
            if int(days[k]) < 2:
                break
            run += 1
        longest = max(longest, run)
    if total == 0:
        print(name, "dry")
    else:
        print(name, total, "run=" + str(longest), "day=" + str(top_day))
