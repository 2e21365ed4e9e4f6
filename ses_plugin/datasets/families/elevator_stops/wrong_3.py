CAPACITY = 2


class Car:
    def __init__(self, floor):
        self.floor = floor
        self.step = 1
        self.inside = []
        self.moved = 0


car = Car(int(input()))
line = []
for k in range(int(input())):
    line.append([k + 1] + [int(x) for x in input().split()])
stops = []
order = []

while line or car.inside:
    before = len(order), len(line)
    order += [p[0] for p in car.inside if p[2] == car.floor]
    car.inside = [p for p in car.inside if p[2] != car.floor]
    rest = []
    for p in line:
        if p[1] == car.floor and len(car.inside) < CAPACITY:
            car.inside.append(p)
        else:
            rest.append(p)
    line = rest
    if before != (len(order), len(line)):
        stops.append(car.floor)
        car.step = 1
    need = [p[2] for p in car.inside] + [p[1] for p in line]
    if not need:
        break
    if all((f - car.floor) * car.step <= 0 for f in need):
        car.step *= -1
    car.floor += car.step
    car.moved += 1

print("stops", *stops)
print("order", *order)
print("moved", car.moved)
