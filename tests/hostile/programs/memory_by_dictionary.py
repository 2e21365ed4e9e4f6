# tries: to take all memory by a dictionary
# expects: memory
kept = {}
while True:
    kept[len(kept)] = str(len(kept)) * 100
