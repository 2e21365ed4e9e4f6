# tries: to leave folders that can't be looked into
# expects: exception
# weak: ok
import os

os.makedirs("outer/inner")
open("outer/inner/file", "w").close()
os.chmod("outer/inner", 0)
os.chmod("outer", 0)
