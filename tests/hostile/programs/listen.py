# tries: to be a server
# expects: exception
# weak: ok
# leaks: it can be a server on the network
import socket

socket.create_server(("127.0.0.1", 0))
