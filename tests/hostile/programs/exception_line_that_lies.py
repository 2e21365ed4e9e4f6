# tries: to report a line that is none
# expects: exception
error = SyntaxError("x")
error.lineno = object()
raise error
