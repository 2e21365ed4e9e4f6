# tries: to be another user
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can be any user
import os

os.setgroups([])
os.setresuid(12345, 12345, 12345)
