# tries: to read the environment of the judge and of its processes
# expects: exception
# weak: ok
# leaks: it reads the environment of every process of the user
import json

at = json.loads(input())
for pid in (at["parent"], at["keeper"]):
    print(open(f"/proc/{pid}/environ").read())
