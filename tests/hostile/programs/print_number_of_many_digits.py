# tries: to print a number of more digits than the interpreter turns into text
# expects: exception
print(10**20_000)
