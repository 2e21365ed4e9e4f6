# tries: to leave a word in the machine's shared memory
# expects: ok
# weak: ok, exception
# leaks: it can leave files wherever the user may
import os

os.close(os.open("/dev/shm/ses-hostile", os.O_CREAT | os.O_WRONLY))
os.unlink("/dev/shm/ses-hostile")
