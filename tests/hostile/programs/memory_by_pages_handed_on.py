# tries: to keep pages of files that are gone, handed on without a copy
# expects: ok
# weak: exception
# leaks: it has memory beyond its limit
import ctypes
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)
with open("pages", "wb+") as file:
    file.write(bytes(1 << 16))
    file.flush()
    reader, writer = os.pipe()
    one, other = socket.socketpair()
    for way in (
        lambda: os.sendfile(writer, file.fileno(), 0, 4096),
        lambda: os.sendfile(one.fileno(), file.fileno(), 0, 1),
        lambda: os.splice(file.fileno(), writer, 4096),
    ):
        try:
            way()
        except OSError:
            continue
        raise OSError("it did")
