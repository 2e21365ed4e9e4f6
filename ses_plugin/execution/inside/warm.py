"""Arrange the server's memory before its modules are loaded, so that a fork copies few pages.

Fork shares pages until one process writes to them, and Python writes to every object that it uses: it counts
references. A child pays some 4 µs for each page that it writes to, which is most of what a run costs. So the
objects that every child uses should lie together, on few pages.
"""

from __future__ import annotations

# The libraries that programs import most: imported once, shared by fork. Each library makes forks slower,
# `threading` and `random` most, which run code in every child (`os.register_at_fork`).
WARM = ("bisect collections copy functools heapq itertools math operator re string typing").split()
_OURS = "contextlib ctypes gc json marshal os resource stat struct time _signal _socket".split()
# CPython's allocator serves objects up to 512 bytes from pools; all objects of a pool have one size.
_SIZES = range(16, 513, 16)
_POOL, _HEADER = 1 << 14, 48  # bytes of a pool, and of its header
_MAX_OBJECTS = 1 << 10  # of one size: an interpreter without pools would never reach a new one


def warm() -> list[object]:
    """Import libraries, then fill the gaps between their objects; return the filling, to be kept alive.

    Objects made later (the server's own modules) then lie together in new pools, and not scattered over gaps.
    """
    for name in (*WARM, *_OURS):
        __import__(name)
    compile("", "", "exec")  # the first call makes a hundred types, of syntax trees
    filling: list[object] = []
    for size in _SIZES:
        for _ in range(_MAX_OBJECTS):
            item = _object(size)
            filling.append(item)
            if id(item) % _POOL == _HEADER:  # the first object of a new pool: the old ones have no gap left
                break
    return filling


def _object(size: int) -> object:
    """Return a new object of `size` bytes, or of up to 15 fewer."""
    if size < 48:
        return object() if size == 16 else size / 3  # a float has 24 bytes
    return bytes(size - 33)  # the header of a bytes object has 33
