# tries: to have the judge follow very many causes
# expects: exception, killed, timeout, output_limit
error = None
for number in range(20_000):
    last, error = error, ValueError(number)
    error.__cause__ = last
raise error
