# tries: to start program after program
# expects: exception
# weak: ok
# leaks: it starts other programs, which live until its time is up
import subprocess

for _ in range(30):
    subprocess.Popen(["sleep", "60"])
