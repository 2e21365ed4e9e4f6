LIMIT = 3
opening = "([{"
closing = ")]}"


def main():
    n = int(input())
    stack = []
    for _ in range(n):
        line = input()
        verdict = ""
        best = 0
        for i in range(len(line)):
            if line[i] in opening:
                stack.append((line[i], i + 1))
                if len(stack) > LIMIT:
                    verdict = f"deep {i + 1}"
                    break
                best = max(best, len(stack))
            elif line[i] in closing:
                kind = opening[closing.index(line[i])]
                if not stack or stack[-1][0] != kind:
                    verdict = f"stray {i + 1}"
                    break
                stack.pop()
        if not verdict:
            verdict = f"open {stack[0][1]}" if stack else f"ok {best}"
        print(verdict)


main()
