# tries: to leave a word for the next program in the flags of its folder (here that backups leave it out)
# expects: exception
# weak: ok, exception
import fcntl
import os
import struct

folder = os.open(".", os.O_RDONLY)
flags = struct.unpack("q", fcntl.ioctl(folder, 0x80086601, bytes(8)))[0]  # FS_IOC_GETFLAGS
fcntl.ioctl(folder, 0x40086602, struct.pack("q", flags | 0x40))  # FS_IOC_SETFLAGS, FS_NODUMP_FL
