# tries: to change a device node that the machine shares with it (to the mode that it has)
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can change devices
import os

os.chmod("/dev/null", os.stat("/dev/null").st_mode & 0o7777)
