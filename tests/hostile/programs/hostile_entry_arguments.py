# tries: to be called before it is ready: what it defines is no function
# expects: exception
# entry: f
f = "not a function"
