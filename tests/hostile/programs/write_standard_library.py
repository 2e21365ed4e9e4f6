# tries: to change the interpreter that every run uses
# expects: exception
# weak: ok, exception
# leaks: where the user may write it, it can change the interpreter
import os

open(os.__file__, "a").close()
