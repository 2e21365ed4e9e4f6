# tries: to interrupt the judge
# expects: exception
# weak: ok
# leaks: it can signal every process of the user, the judge's included
import json
import os
import signal

at = json.loads(input())
os.kill(at["parent"], signal.SIGUSR1)
