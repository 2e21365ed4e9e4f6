# tries: to make a file outside its folder
# expects: exception
# weak: ok
# leaks: it writes every file that the user may write
import json
import os

at = json.loads(input())
open(os.path.join(os.path.dirname(at["file"]), "new"), "w").write("new")
