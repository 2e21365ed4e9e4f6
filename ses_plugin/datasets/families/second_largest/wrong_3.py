import sys

first, line = sys.stdin.read().splitlines()
a = list(map(int, line.split()))
top = a[0]
second = None

i = 1
while i < len(a):
    if a[i] > top:
        top = a[i]
    elif a[i] < top and (second is None or a[i] > second):
        second = a[i]
    i += 1

print("none" if second is None else second)
