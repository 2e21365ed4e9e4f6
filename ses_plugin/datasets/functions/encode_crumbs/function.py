ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PAD = "="


def encode_crumbs(text, upper=False):
    """Five bits per symbol, groups of eight symbols padded to the end, with a check symbol."""
    bits = 0
    size = 0
    check = 0
    symbols = []
    for byte in text.encode("utf-8"):
        bits = (bits << 8) | byte
        size += 8
        while size >= 5:
            size -= 5
            value = bits >> size
            bits &= (1 << size) - 1
            symbols.append(ALPHABET[value])
            check ^= value
    if size:
        value = bits << (5 - size)
        symbols.append(ALPHABET[value])
        check ^= value
    while len(symbols) % 8:
        symbols.append(PAD)
    encoded = "".join(symbols)
    if upper:
        encoded = encoded.upper()
    return encoded + "*" + ALPHABET[check]
