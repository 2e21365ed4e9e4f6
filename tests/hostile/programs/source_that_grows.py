# tries: to make the compiler fold a constant without end
# expects: memory, exception, timeout, ok
x = 2**3**4**5**6 if False else ((10**1000) ** 100) % 7
