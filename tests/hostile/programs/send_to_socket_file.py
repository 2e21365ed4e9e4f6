# tries: to reach a local server that has a file, with one end of a pair
# expects: exception
# weak: ok
# leaks: it reaches the machine's local servers
import json
import socket

at = json.loads(input())
end, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
end.sendto(b"hello", at["file"] + ".socket")
