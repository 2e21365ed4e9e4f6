q = int(input())
answers = []
carry = 0
for _ in range(q):
    b, e = map(int, input().split())
    base = (b + carry) % 28
    carry = 1
    for _ in range(e):
        carry = carry * base % 28
    answers.append(carry)
print(*answers)
print("total", sum(answers), "zeros", answers.count(0))
