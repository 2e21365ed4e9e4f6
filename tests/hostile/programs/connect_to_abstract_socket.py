# tries: to reach a local server of the judge's, which has no file
# expects: exception
# weak: ok
# leaks: it reaches the machine's local servers
import json
import socket

at = json.loads(input())
socket.socket(socket.AF_UNIX).connect("\0" + at["abstract"])
