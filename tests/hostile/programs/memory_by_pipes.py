# tries: to take memory in pipes
# expects: exception
import fcntl
import os

while True:
    reader, writer = os.pipe()
    fcntl.fcntl(writer, 1031, 1 << 20)  # F_SETPIPE_SZ
    os.write(writer, bytes(1 << 18))
