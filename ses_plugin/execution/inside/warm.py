"""What the server has in memory before its own modules come, and where those are put.

Fork shares memory until somebody writes to it, and Python writes to what it only reads: it counts references.
A child pays some 4 µs for each page on which something lies that it uses, which is most of what a run costs.
"""

from __future__ import annotations

# What programs import most: imported once, shared by fork. Each library makes forks slower, threading and
# random most: they do something in every child.
WARM = ("bisect collections copy functools heapq itertools math operator re string typing").split()
_OURS = "contextlib ctypes gc json marshal os resource stat struct time _signal _socket".split()
_SIZES = range(16, 513, 16)  # of the objects for which Python takes memory in pools, one size in each
_POOL, _HEADER = 1 << 14, 48  # bytes of a pool, and of what stands before its first object
_MOST = 1 << 10  # objects of a size: without pools there would be no end


def warm() -> list[object]:
    """Import libraries, then fill the room between their objects; return what fills it.

    So what is made later lies together, and not one object here and one there.
    """
    for name in (*WARM, *_OURS):
        __import__(name)
    compile("", "", "exec")  # the first time it makes a hundred types, of syntax trees
    fill: list[object] = []
    for size in _SIZES:
        for _ in range(_MOST):
            one = _object(size)
            fill.append(one)
            if id(one) % _POOL == _HEADER:  # the first in its pool, which is a new one
                break
    return fill


def _object(size: int) -> object:
    """Return a new object of `size` bytes, or of up to 15 fewer."""
    if size < 48:
        return object() if size == 16 else size / 3
    return bytes(size - 33)
