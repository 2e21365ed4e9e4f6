# tries: to reach the machine's root by ..
# expects: exception
# weak: ok
# leaks: it reads every file that the user may read
import json

at = json.loads(input())
print(open("../" * 50 + at["file"]).read())
