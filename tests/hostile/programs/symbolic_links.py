# tries: to make whoever cleans up follow its links
# expects: ok
import json
import os

at = json.loads(input())
os.symlink(at["file"], "file")
os.symlink(os.path.dirname(at["file"]), "folder")
os.symlink("loop", "loop")
os.symlink("nowhere", "dangling")
