# tries: to have more printed than it may, by the judge
# expects: output_limit, exception
raise ValueError("x" * 50_000_000)
