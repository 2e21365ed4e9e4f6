# tries: to write one file without end
# expects: exception
with open("large", "wb") as file:
    while True:
        file.write(bytes(100_000))
