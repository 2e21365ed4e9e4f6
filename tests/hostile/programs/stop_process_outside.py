# tries: to stop a process of the judge's
# expects: exception
# weak: ok
# leaks: it can kill and stop every process of the user
import json
import os
import signal

at = json.loads(input())
os.kill(at["keeper"], signal.SIGSTOP)
