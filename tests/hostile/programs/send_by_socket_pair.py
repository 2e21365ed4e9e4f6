# tries: to reach a local server with one end of a pair, as socket() is refused
# expects: exception
# weak: ok
# leaks: it reaches the machine's local servers
import json
import socket

at = json.loads(input())
end, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
end.sendto(b"hello", "\0" + at["abstract"] + "-datagram")
