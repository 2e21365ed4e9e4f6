# tries: to leave the judge without any builtins
# expects: ok, exception, killed
import builtins

for name in dir(builtins):
    if not name.startswith("__"):
        delattr(builtins, name)
