count = int(input())
place = 0
walked = 0
for word in input().split():
    step = int(word)
    place = place + step
    walked = walked + step
print(place)
print(abs(walked))
