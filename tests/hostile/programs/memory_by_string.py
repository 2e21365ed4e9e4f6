# tries: to take all memory at once
# expects: memory
print(len("x" * 10**12))
