WIDTH = 8


def run_bit_ops(word, ops):
    """Apply (op, n) pairs to a word of WIDTH bits; returns the word in binary and the carries."""
    mask = (1 << WIDTH) - 1
    word &= mask
    carries = []
    for op, n in ops:
        match op:
            case "set":
                word |= 1 << n % WIDTH
            case "clear":
                word &= ~(1 << n % WIDTH)
            case "flip":
                word ^= n
                word &= mask
            case "rol":
                for _ in range(n):
                    top = word >> (WIDTH - 1)
                    word = (word << 1 | top) & mask
            case "shr":
                carries.append(word >> (n - 1) & 1)
                word >>= n
            case _:
                carries.append(bin(word).count("1"))
    return format(word, f"0{WIDTH}b"), carries
