# tries: to overflow the C stack by parsing nested text
# expects: exception, killed, memory
import ast

ast.literal_eval("-" * 10**6 + "1")
