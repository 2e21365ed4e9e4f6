# tries: to take memory by one large file without a name
# expects: exception
import os

os.posix_fallocate(os.memfd_create("large"), 0, 1 << 28)
