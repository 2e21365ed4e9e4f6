# tries: to open sockets to the kernel itself
# expects: exception
# weak: ok, exception
# leaks: it reaches the kernel by netlink, and where the judge is root by raw packets
import socket

socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
