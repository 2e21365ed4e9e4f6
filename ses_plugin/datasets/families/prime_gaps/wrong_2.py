WANTED = 2


def main():
    low, high = map(int, input().split())
    is_prime = [k > 1 for k in range(high + 1)]
    root = 1
    while (root + 1) * (root + 1) <= high:
        root += 1
    for p in range(2, root):
        if is_prime[p]:
            for m in range(2 * p, high + 1, p):
                is_prime[m] = False

    # walk over the primes of the range
    last = widest = start = 0
    count = hits = hit_sum = 0
    for k in range(low, high + 1):
        if not is_prime[k]:
            continue
        count += 1
        if last and k - last > widest:
            widest = k - last
            start = last
        if last and k - last == WANTED:
            hits += 1
            hit_sum += last
        last = k
    print("primes", count)
    if widest:
        print("widest", widest, "after", start)
    else:
        print("no gap")
    print("wanted", hits, hit_sum)


main()
