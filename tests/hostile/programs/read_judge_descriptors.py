# tries: to read what the judge has open
# expects: exception
# weak: ok
# leaks: it reads the open files of every process of the user
import json
import os

at = json.loads(input())
for pid in (at["parent"], at["keeper"]):
    for number in os.listdir(f"/proc/{pid}/fd"):
        if os.path.isfile(f"/proc/{pid}/fd/{number}"):
            with open(f"/proc/{pid}/fd/{number}", "rb") as file:
                print(file.read(100))
