# tries: to remove a file of the judge's
# expects: exception
# weak: ok
# leaks: it writes every file that the user may write
import json
import os

at = json.loads(input())
os.unlink(at["file"])
