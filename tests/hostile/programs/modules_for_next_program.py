# tries: to leave modules that the next program would import
# expects: ok
for name in ("os", "random", "hashlib", "json", "sitecustomize", "usercustomize", "threading"):
    open(name + ".py", "w").write("print('hello from the last program')")
