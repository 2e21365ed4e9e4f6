import sys

LOW = 20

runs = best = begin = count = worst = place = 0
last = None
for line in sys.stdin:
    for token in line.split():
        place += 1
        if token == "--" or int(token) >= LOW:
            count = 0
        else:
            count += 1
            if count == 1:
                runs += 1
            if count > best:
                best = count
                begin = place - count + 1
        if token != "--":
            if last is not None:
                worst = max(worst, last - int(token))
            last = int(token)

print("runs", runs)
print("longest", best, "from", begin)
print("drop", worst)
print("last", last)
