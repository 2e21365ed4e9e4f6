# tries: to write over a file of the judge's
# expects: exception
# weak: ok
# leaks: it writes every file that the user may write
import json

at = json.loads(input())
open(at["file"], "w").write("changed")
