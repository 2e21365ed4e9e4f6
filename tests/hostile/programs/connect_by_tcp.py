# tries: to reach a server of the judge's
# expects: exception
# weak: ok
# leaks: it reaches the network
import json
import socket

at = json.loads(input())
socket.create_connection(("127.0.0.1", at["port"]), 2).send(b"hello")
