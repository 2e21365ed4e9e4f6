TAPS = 0b10100


def xor_stream(data: bytes, state: int) -> bytes:
    """Scramble data with a 5-bit shift register; zero bytes reset the register."""
    start = state & 31 or 1
    state = start
    out = bytearray()
    for byte in data:
        if byte == 0:
            state = start
            out.append(start)
            continue
        feedback = 0
        taps = state & TAPS
        while taps:
            feedback ^= 1
            taps &= taps - 1
        state = (state << 1 | feedback) & 31
        out.append(byte ^ state)
    return bytes(out)
