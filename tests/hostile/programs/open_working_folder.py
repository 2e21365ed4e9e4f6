# tries: to leave a word for the next program in the mode of its folder
# expects: exception
# weak: ok
import os

os.chmod(".", 0o1751)
