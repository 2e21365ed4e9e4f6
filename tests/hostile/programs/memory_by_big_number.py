# tries: to take all memory by one number
# expects: memory
print((1 << 10**11) % 7)
