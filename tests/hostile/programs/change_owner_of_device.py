# tries: to change whose a device node is (to whose it is)
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can change devices
import os

os.chown("/dev/full", os.stat("/dev/full").st_uid, os.stat("/dev/full").st_gid)
