# tries: to read a file of the judge's by a link
# expects: exception
# weak: ok
# leaks: it reads every file that the user may read
import json
import os

at = json.loads(input())
os.symlink(at["file"], "link")
print(open("link").read())
