def is_multiple(number, of):
    return any(of * k == number for k in range(1, number + 1))


n, a, b = map(int, input().split())
for i in range(1, n + 1):
    if is_multiple(i, a) and is_multiple(i, b):
        print("claphop")
    elif is_multiple(i, a):
        print("clap")
    elif is_multiple(i, b):
        print("hop")
    else:
        print(i)
