# tries: to leave a word for the next program in the date of its folder
# expects: exception
# weak: ok
import os

os.utime(".", (7, 7))
