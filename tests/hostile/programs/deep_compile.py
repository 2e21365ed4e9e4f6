# tries: to overflow the C stack by compiling nested text
# expects: exception, killed, memory
compile("a" + ".b" * 10**6, "deep", "exec")
