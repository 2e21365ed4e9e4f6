# tries: to leave its folder so that nobody can look into it
# expects: exception
# weak: ok
import os

os.chmod(".", 0)
