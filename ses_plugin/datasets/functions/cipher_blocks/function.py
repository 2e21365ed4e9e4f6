def shift_char(c, k):
    if "a" <= c <= "z":
        return chr((ord(c) - 97 + k) % 26 + 97)
    if "A" <= c <= "Z":
        return chr((ord(c) - 65 + k) % 26 + 65)
    return c


def cipher_blocks(text, key, block=5, decrypt=False):
    """Vigenere over letters only, then cut in blocks."""
    shifts = [ord(k) - 97 for k in key.lower() if k.isalpha()] or [13]
    out = ""
    used = 0
    for c in text:
        if not c.isalpha():
            if c.isdigit():
                out += c
            continue
        k = shifts[used % len(shifts)]
        out += shift_char(c, -k if decrypt else k)
        used += 1
    return " ".join(out[i:i + block] for i in range(0, len(out), block))
