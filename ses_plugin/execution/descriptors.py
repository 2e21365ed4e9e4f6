"""Files in memory and sockets, as descriptors that never take the place of standard input or output."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys
import tempfile
import weakref

# SEQPACKET keeps messages apart, so jobs can be sent ahead; macOS has only streams.
_SOCKET = socket.SOCK_STREAM if sys.platform == "darwin" else socket.SOCK_SEQPACKET
_STANDARD = 2  # the last of the descriptors that have a meaning of their own
_CREDENTIALS = struct.Struct("3i")  # struct ucred: process, user, group


def close_all(files: list[int]) -> None:
    """Close the descriptors."""
    for fd in files:
        os.close(fd)


def files_in_memory(*contents: bytes, seal_first: bool = False) -> list[int]:
    """Return descriptors of files in memory with these contents; the first can be sealed with `seal_first`.

    They need no folder, vanish with their last descriptor, and unlike a pipe never block a writer.
    """
    files: list[int] = []
    try:
        for content in contents:
            files.append(_file(sealable=seal_first and not files))
            done = 0
            while done < len(content):
                done += os.pwrite(files[-1], content[done:], done)
    except BaseException:
        close_all(files)
        raise
    return files


def _file(sealable: bool) -> int:
    if sys.platform == "linux":
        fd = os.memfd_create("ses", os.MFD_CLOEXEC | (os.MFD_ALLOW_SEALING if sealable else 0))
    else:  # macOS has no memfd: a file without a name is the next best
        fd, path = tempfile.mkstemp()
        os.unlink(path)
    return not_standard(fd)


def not_standard(fd: int) -> int:
    """Return a descriptor of the same file above 2.

    In a process whose standard streams are closed (a daemon) a new file gets such a number, and Popen would
    then overwrite it in the child.
    """
    if fd > _STANDARD:
        return fd
    try:
        return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _STANDARD + 1)
    finally:
        os.close(fd)


def open_channel() -> tuple[socket.socket, socket.socket]:
    """Return a channel's two ends: ours, and the server's, which is above 2 (`not_standard`)."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, _SOCKET)
    try:
        theirs = socket.socket(fileno=not_standard(theirs.detach()))
    except BaseException:
        ours.close()
        raise
    _CHANNELS.update((ours, theirs))
    return ours, theirs


def ask_for_sender(channel: socket.socket, enabled: bool = True) -> None:
    """Have the kernel add the sender's credentials to each message, or stop it."""
    if sys.platform == "linux":
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, enabled)


def receive_with_sender(channel: socket.socket) -> tuple[bytes, int | None]:
    """Return the next message, and the sender's process number in our namespace (None: unknown)."""
    if sys.platform != "linux":
        return channel.recv(1 << 16), None
    message, control, _, _ = channel.recvmsg(1 << 16, socket.CMSG_SPACE(_CREDENTIALS.size))
    for level, kind, content in control:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return message, int(_CREDENTIALS.unpack(content)[0]) or None  # 0: it is in no namespace of ours
    return message, None


# A server ends when its channel closes. A process that this one forks (a multiprocessing worker) would hold
# a copy of the descriptor, and the server would outlive this process: so each child closes them at once.
_CHANNELS: weakref.WeakSet[socket.socket] = weakref.WeakSet()


def _close_channels() -> None:
    for channel in _CHANNELS:
        channel.close()


os.register_at_fork(after_in_child=_close_channels)
