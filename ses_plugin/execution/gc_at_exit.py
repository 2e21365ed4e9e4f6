"""Does a program need Python's last garbage collection: could something in a cycle still say a word.

At its end the interpreter collects what refers to itself, and whatever is finalised then may print: an object
with `__del__`, a suspended generator, a file over standard output that was never flushed. Few programs leave
such a thing, and a collection makes each run 2 % slower (`benchmarks/judge.py`).
"""

from __future__ import annotations

import re

_LONGEST = 20_000
_SPEAKING = (
    "__del__ weakref yield async await open fdopen exec eval compile __import__ importlib type setattr "
    "locals globals vars __dict__ __builtins__ __loader__ modules"
).split()
_SPEAKS = re.compile(rf"\b(?:{'|'.join(_SPEAKING)})\b")
_IMPORTS = re.compile(r"\b(?:import|from)\b[ \t]*([\w., \t]*)")
_SILENT = frozenset(
    "bisect collections copy dataclasses datetime decimal enum fractions functools heapq itertools math "
    "operator random re statistics string sys time typing".split()
)


def needs_collection(source: str) -> bool:
    """Return False if nothing that `source` leaves behind can be heard of: read as text, so in doubt True."""
    if len(source) > _LONGEST or not source.isascii():
        return True
    # Plain words first, which is quicker: the expressions are slow, and most sources have nothing for them.
    if any(word in source for word in _SPEAKING) and _SPEAKS.search(source):
        return True
    lines = [line for line in source.splitlines() if "import" in line or "from" in line]
    return not all(_silent(names) for line in lines for names in _IMPORTS.findall(line))


def _silent(names: str) -> bool:
    """Return whether imports (`a, b as c`, or what stands between `from` and `import`) are harmless."""
    modules = names.partition(" import ")[0].split(",")
    return all(module.split()[:1] and module.split()[0].partition(".")[0] in _SILENT for module in modules)
