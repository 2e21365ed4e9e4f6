# tries: to leave more files than can be removed in passing
# expects: ok, timeout
# seconds: 10
for number in range(5000):
    open(f"file{number}", "w").close()
