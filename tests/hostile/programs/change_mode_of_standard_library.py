# tries: to change the mode of a file that every run uses (to the one that it has)
# expects: exception
# weak: ok, exception
# leaks: where the user owns it, it can change the interpreter
import os

os.chmod(os.__file__, os.stat(os.__file__).st_mode & 0o7777)
