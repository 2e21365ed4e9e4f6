# tries: to read a file of the judge's
# expects: exception
# weak: ok
# leaks: it reads every file that the user may read
import json

at = json.loads(input())
print(open(at["file"]).read())
