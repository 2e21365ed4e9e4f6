# tries: to put a link to the judge's files in the place of its folder, for whoever cleans up
# expects: exception
# weak: ok
# leaks: it can have the judge clean up another folder of the user's, which it could do itself
import json
import os

at = json.loads(input())
here = os.getcwd()
os.rmdir(here)
os.symlink(os.path.dirname(at["file"]), here)
