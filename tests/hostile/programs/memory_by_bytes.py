# tries: to take all memory by a growing byte array
# expects: memory
kept = bytearray()
while True:
    kept += bytes(1 << 24)
