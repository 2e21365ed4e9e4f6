# tries: the same by a pair of sockets, whose owner is set by ioctl
# expects: ok, exception
# weak: killed
# leaks: it can kill the fork server; its own run is then judged as killed, and a new server is started
import fcntl
import os
import socket
import struct
import time

ours, theirs = socket.socketpair()
fcntl.fcntl(ours, 10, 9)  # F_SETSIG, SIGKILL
fcntl.ioctl(ours, 0x8901, struct.pack("i", os.getppid()))  # FIOSETOWN
fcntl.ioctl(ours, 0x5452, struct.pack("i", 1))  # FIOASYNC
theirs.send(b"x")
time.sleep(1)
