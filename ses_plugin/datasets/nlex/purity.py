"""Which names a harvested function may use: what neither reads nor changes anything outside of it."""

from __future__ import annotations

import builtins

MODULES = frozenset(
    """
    __future__ abc array ast base64 binascii bisect calendar cmath codecs collections colorsys contextlib copy
    dataclasses datetime decimal difflib enum errno fnmatch fractions functools genericpath hashlib heapq html
    ipaddress itertools json keyword math ntpath numbers operator posixpath quopri re reprlib shlex stat
    statistics string struct textwrap token tokenize types typing unicodedata urllib.parse warnings zlib
    """.split()
)
"""Modules of the standard library whose functions depend on their arguments alone, or nearly."""

PARTS = {
    "os": frozenset(
        "path sep altsep extsep pardir curdir linesep fspath PathLike fsencode fsdecode name".split()
    ),
    "sys": frozenset(
        "maxsize maxunicode byteorder float_info hash_info int_info intern version_info".split()
    ),
    "io": frozenset("StringIO BytesIO".split()),
}
"""Of these modules, what does."""

_IMPURE = frozenset(
    """
    __import__ breakpoint compile copyright credits delattr dir eval exec exit globals hash help id input
    license locals memoryview open print quit setattr vars
    """.split()
)

BUILTINS = frozenset(vars(builtins)) - _IMPURE
ATTRIBUTES = frozenset(
    """
    __code__ __dict__ __globals__ __subclasses__ abspath exists expanduser expandvars fromtimestamp getcwd
    getmtime getsize isdir isfile islink ismount lexists now realpath samefile today utcnow
    """.split()
)
"""Attributes that give what no argument determines, or what reaches around the language."""


def is_pure(module: str, names: tuple[str, ...] = ()) -> bool:
    """Return whether a module ("collections.abc") may be imported, or `names` from it."""
    if module in PARTS:
        return PARTS[module].issuperset(names)
    return module in ("os.path", "urllib") or any(module in (m, f"{m}.abc") for m in MODULES)
