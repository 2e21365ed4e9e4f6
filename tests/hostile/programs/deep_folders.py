# tries: to leave folders deeper than a path can name
# expects: ok
# seconds: 20
import os

for _ in range(3000):
    os.mkdir("d")
    os.chdir("d")
