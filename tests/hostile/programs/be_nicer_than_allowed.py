# tries: to run before everything else
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can raise its own priority
import os

os.setpriority(os.PRIO_PROCESS, 0, -10)
