# tries: to print without end
# expects: output_limit
while True:
    print("x" * 1000)
