import sys

slots = ["-", "-"]
began = [0, 0]
queue = []
earned = 0

for line in sys.stdin:
    minute, action, car = line.split()
    minute = int(minute)
    if action == "in":
        if slots[0] == "-":
            slots[0] = car
            began[0] = minute
        elif slots[1] == "-":
            slots[1] = car
            began[1] = minute
        else:
            queue.append(car)
    elif car in slots:
        i = slots.index(car)
        # charge period by period
        price = 0
        t = began[i]
        while t < minute:
            price += 3
            t += 10
        print(car, "pays", price)
        earned += price
        if queue:
            slots[i] = queue.pop(0)
            began[i] = minute
        else:
            slots[i] = "-"
    elif car in queue:
        queue.remove(car)

print("earned", earned)
print("slots", slots[0], slots[1])
print("queue", len(queue))
