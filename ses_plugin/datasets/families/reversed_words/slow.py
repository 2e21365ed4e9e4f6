n = int(input())
for _ in range(n):
    line = input()
    answer = ""
    for k in range(1, len(line.split()) + 1):
        # the k-th word from the end
        answer = answer + line.split()[-k] + " "
    print(answer.strip())
