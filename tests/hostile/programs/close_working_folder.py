# tries: to leave its folder so that the next program can't write there
# expects: exception
# weak: ok
import os

os.chmod(".", 0o555)
