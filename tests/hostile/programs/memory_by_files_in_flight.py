# tries: to have more open files than allowed, sent to itself and never received (500, in case it can)
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can keep files in memory beyond its limits
import os
import socket

ends = [socket.socketpair() for _ in range(20)]
for number in range(500):
    file = os.memfd_create("sent")
    os.write(file, bytes(10_000))
    ends[number % 20][0].setblocking(False)
    socket.send_fds(ends[number % 20][0], [b"x"], [file])
    os.close(file)
