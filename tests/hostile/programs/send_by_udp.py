# tries: to send a datagram to the judge
# expects: exception
# weak: ok
# leaks: it reaches the network
import json
import socket

at = json.loads(input())
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ("127.0.0.1", at["port"]))
