# tries: to leave its file tree by another root
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can change its root
import os

os.mkdir("root")
os.chroot("root")
os.chdir("../" * 20)
