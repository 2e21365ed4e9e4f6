# tries: to take the open files from a process of the judge's
# expects: exception
# weak: ok
# leaks: it can change priority, cores and limits of the user's processes
import json
import resource

at = json.loads(input())
resource.prlimit(at["keeper"], resource.RLIMIT_NOFILE, (8, 8))
