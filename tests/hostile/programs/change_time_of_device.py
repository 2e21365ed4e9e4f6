# tries: to leave a sign on a device node that the machine shares with it
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can change devices
import os

os.utime("/dev/zero")
