"""What has changed in a frame's variables since they were last looked at.

Of each variable something is kept that tells whether it is still the same: a number or text itself; of what
can change inside, the bytes that a pickler makes of it (which are never read: they are equal if nothing has
changed, also of values that hold themselves), or where it can't, its text. No other object of the program is
kept: a reference would delay the moment at which it dies.
"""

from __future__ import annotations

from _pickle import Pickler
from io import BytesIO
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from ses_plugin.tracing.inside.values import bounded

NEW = object()
"""Stands for what is known of a variable not seen before."""

Known = dict[str, Any]
"""What is kept of each variable, by its name."""

_BIG = 16_000
_LONG = 2_000
"""Bytes, and items, beyond which a container is only compared by its text: else each line could take long."""

_big: set[int] = set()
"""The ids of containers seen to be big. One that has gone may lend its id to another: no harm is done."""


class _Foreign(Exception):
    """An object is not of a built-in type: to pickle it would run its code."""


class _Marker(Pickler):
    """Makes bytes of values of built-in types alone."""

    def reducer_override(self, value: object, /) -> Any:
        raise _Foreign


_bytes = BytesIO()
_marker = _Marker(_bytes, 4)


def mark(value: object) -> bytes:
    """Return bytes that tell whether `value` has changed. Raises ValueError if that can't be told."""
    _bytes.seek(0)
    try:
        _marker.dump(value)
    except (_Foreign, RecursionError):
        raise ValueError from None
    finally:
        _marker.clear_memo()
    _bytes.truncate()
    return _bytes.getvalue()


class Texts:
    """Tells changes as text."""

    def __init__(self, most: int) -> None:
        """Values have texts of at most `most` characters."""
        self.most = most

    def change(self, name: str, value: Any, known: Known) -> str:
        """Return "\\tname=text" if `value` is not what is known of it, else ""; know it from now on."""
        before = known.get(name, NEW)
        kind = type(value)
        if not _is_written(name):  # known as itself, so that it is passed over at once
            known[name] = NEW if kind is int or kind is bytes else value
            return ""
        if kind is int or kind is str or kind is bool or value is None:
            known[name] = value
            if type(before) is kind and before == value:
                return ""
            return f"\t{name}={self.plain(value)}"
        if _is_harmless(value, kind):
            known[name] = value
            return f"\t{name}={bounded(value, self.most)}"
        now, text = self.marked(value, kind)
        if type(before) is type(now) and before == now:
            return ""
        known[name] = now
        return f"\t{name}={text or self.safe(value)}"

    def plain(self, value: object) -> str:
        """Return the text of a number or text."""
        text = repr(value) if type(value) is not int or value.bit_length() < 600 else ""
        return text if text and len(text) <= self.most else bounded(value, self.most)

    def marked(self, value: Any, kind: type) -> tuple[bytes | tuple[str], str]:
        """Return what is kept of a value that can change inside; and its text, if that is what is kept."""
        sized = kind is list or kind is dict or kind is tuple or kind is set or kind is frozenset
        if not sized or (len(value) <= _LONG and id(value) not in _big):
            try:
                found = mark(value)
            except ValueError:
                pass
            else:
                if len(found) <= _BIG:
                    return found, ""
                _big.add(id(value))
        text = self.safe(value)
        return (text,), text

    def safe(self, value: object) -> str:
        """Return the text of a value that may be changing, in another thread, while it is looked at."""
        try:
            return bounded(value, self.most)
        except RuntimeError:
            return f"<{type(value).__name__}>"


def _is_written(name: object) -> bool:
    """Return whether a name is one of the program's: neither the interpreter's nor one that no line can use."""
    return type(name) is str and name.isidentifier() and not (name[:2] == "__" == name[-2:])


def _is_harmless(value: Any, kind: type) -> bool:
    """Return whether a value can be kept: nothing of the program dies with it."""
    if kind is FunctionType:
        return not (value.__closure__ or value.__defaults__ or value.__kwdefaults__ or value.__dict__)
    return kind is ModuleType or (kind is BuiltinFunctionType and type(value.__self__) is ModuleType)
