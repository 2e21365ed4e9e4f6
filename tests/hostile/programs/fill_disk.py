# tries: to fill the disk with many files (80 MB, in case it can)
# expects: exception
# weak: ok
# leaks: it can fill the disk; its files are removed after the run
# seconds: 10
for number in range(800):
    with open(f"file{number}", "wb") as file:
        file.write(b"x" * 100_000)
