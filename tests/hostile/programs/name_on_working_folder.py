# tries: to leave a word for the next program in an attribute of its folder
# expects: ok, exception
import os

os.setxattr(".", "user.word", b"left here")
