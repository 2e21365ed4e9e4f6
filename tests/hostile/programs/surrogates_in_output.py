# tries: to print what can't be encoded
# expects: exception
print("\ud800")
