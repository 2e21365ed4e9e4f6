n, clap, hop = map(int, input().split())
i = 1
while i <= n:
    if i % clap == 0:
        print("clap")
    elif i % hop == 0:
        print("hop")
    elif i % clap == 0 and i % hop == 0:
        print("claphop")
    else:
        print(i)
    i += 1
