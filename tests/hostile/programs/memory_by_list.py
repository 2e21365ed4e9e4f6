# tries: to take all memory by small lists
# expects: memory
kept = []
while True:
    kept.append([0] * 1000)
