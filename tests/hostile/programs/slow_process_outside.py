# tries: to give a process of the judge's the lowest priority and one core
# expects: exception
# weak: ok
# leaks: it can change priority, cores and limits of the user's processes
import json
import os

at = json.loads(input())
errors = []
for act in (
    lambda: os.setpriority(os.PRIO_PROCESS, at["keeper"], 19),
    lambda: os.sched_setaffinity(at["keeper"], {0}),
):
    try:
        act()
    except OSError as error:
        errors.append(error)
if len(errors) == 2:
    raise errors[0]
