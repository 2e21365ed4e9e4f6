a = input().strip()
b = input().strip()


def solve(i, j):
    """Best (weight, text) of a[i:] and b[j:]."""
    if i == len(a) or j == len(b):
        return (0, "")
    best = solve(i + 1, j)
    other = solve(i, j + 1)
    if other[0] > best[0] or (other[0] == best[0] and other[1] < best[1]):
        best = other
    if a[i] == b[j]:
        weight, text = solve(i + 1, j + 1)
        weight += 2 if a[i] in "aeiou" else 1
        text = a[i] + text
        if weight > best[0] or (weight == best[0] and text < best[1]):
            best = (weight, text)
    return best


weight, text = solve(0, 0)
print(weight, text if text else "-")
print(len(a) - len(text), len(b) - len(text))
