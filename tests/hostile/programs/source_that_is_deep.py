# tries: to crash the compiler before anything runs (the sign stands for ten thousand parentheses)
# expects: exception, memory
⦅
