# tries: to fill the kernel's memory with empty files, which no size counts
# expects: output_limit
# never: rlimits
# leaks: it fills the disk, up to the time that it has
import itertools
import os

os.mkdir("folder")
for number in itertools.count():
    os.mknod(f"folder/{number}")
