# tries: to run a source that can't be encoded
# expects: exception
exec("x = '\ud800'")
