import sys

WRAP = 1

first, second = sys.stdin
price = sorted(map(int, first.split()))
right = len(price) - 1
for money in map(int, second.split()):
    ways = 0
    dear = 0
    for left in range(len(price)):
        while right > left and price[left] + price[right] + WRAP > money:
            right -= 1
        if right <= left:
            break
        ways += right - left
        dear = max(dear, price[left] + price[right] + WRAP)
    print(f"{money} {ways} {dear}")
