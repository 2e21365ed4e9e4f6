n = int(input())
numbers = list(map(int, input().split()))

largest = None
second = None
for x in numbers:
    if largest is None or x > largest:
        second = largest
        largest = x
    elif x != largest and (second is None or x > second):
        second = x

if second is None:
    print("none")
else:
    print(second)
