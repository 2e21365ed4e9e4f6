"""Descriptors of this process, none of which is taken for its standard input or output."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import tempfile
import weakref

# A message is a message, so that jobs can be sent ahead; macOS has no such sockets.
_SOCKET = socket.SOCK_STREAM if sys.platform == "darwin" else socket.SOCK_SEQPACKET
_STANDARD = 2  # the last of the descriptors that have a meaning of their own


def close_all(files: list[int]) -> None:
    """Close them."""
    for fd in files:
        os.close(fd)


def files_in_memory(*contents: bytes, seal_first: bool = False) -> list[int]:
    """Return descriptors of files in memory, so that no pipe can block; the first may be one to be sealed."""
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
    else:
        fd, path = tempfile.mkstemp()
        os.unlink(path)
    return not_standard(fd)


def not_standard(fd: int) -> int:
    """Return a descriptor that is not one of the first three: where they are closed a new file gets one."""
    if fd > _STANDARD:
        return fd
    try:
        return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _STANDARD + 1)
    finally:
        os.close(fd)


def open_channel() -> tuple[socket.socket, socket.socket]:
    """Return its two ends; the second is not taken for standard input or output."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, _SOCKET)
    try:
        theirs = socket.socket(fileno=not_standard(theirs.detach()))
    except BaseException:
        ours.close()
        raise
    _CHANNELS.update((ours, theirs))
    return ours, theirs


_CHANNELS: weakref.WeakSet[socket.socket] = weakref.WeakSet()
"""Both ends of the servers': each ends with its channel, which no process that this one forks may hold."""


def _forget() -> None:
    for channel in _CHANNELS:
        channel.close()


os.register_at_fork(after_in_child=_forget)
