# tries: to read the machine's accounts
# expects: exception
# weak: ok, exception
# leaks: it reads every file that the user may read
print(len(open("/etc/passwd").read()))
