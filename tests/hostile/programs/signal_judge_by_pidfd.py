# tries: to signal the judge by a descriptor of its process
# expects: exception
# weak: ok
# leaks: it can signal every process of the user, the judge's included
import json
import os
import signal

at = json.loads(input())
signal.pidfd_send_signal(os.pidfd_open(at["parent"]), signal.SIGUSR1)
