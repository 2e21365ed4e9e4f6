# tries: to have a file of the judge's in its own folder
# expects: exception
# weak: ok, exception
# leaks: it reads every file that the user may read
import json
import os

at = json.loads(input())
os.link(at["file"], "mine")
print(open("mine").read())
