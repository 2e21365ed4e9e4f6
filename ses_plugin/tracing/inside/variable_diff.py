"""What has changed in a frame's variables since they were last looked at.

Of each variable something is kept that tells whether it is still the same: a number or text itself; of what
can change inside, the bytes that a pickler makes of it (which are never read: they are equal if nothing has
changed, also of values that hold themselves), or where it can't, its text. No other object of the program is
kept: a reference would delay the moment at which it dies.
"""

from __future__ import annotations

import builtins
from _pickle import Pickler, PicklingError
from io import BytesIO
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from ses_plugin.tracing.inside.values import bounded, exception_text, type_name

NEW = object()
"""Stands for what is known of a variable not seen before."""

NonMutatingLines = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Of a line: names whose values must be built-in; be numbers or texts; and of what it changes inside."""

NOTHING: frozenset[Any] = frozenset()
"""No object has changed inside: there is only one empty set, so that `is` tells."""

SHORT = 10**30
"""An int below has a short text."""

_BIG = 16_000
_LONG = 2_000
"""Bytes, and items, beyond which a container is only compared by its text: else each line could take long."""

_MARKED = (list, dict, tuple, set, frozenset, bytes, bytearray)
_SCALARS = frozenset({int, str, float, bool, type(None)})
_BUILTINS = dict(vars(builtins))
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
    except (_Foreign, PicklingError, RecursionError):
        raise ValueError from None
    finally:
        _marker.clear_memo()
    _bytes.truncate()
    return _bytes.getvalue()


def holds_no_other(mark: bytes) -> bool:
    """Return whether what has this mark has certainly nothing in it that could change by itself."""
    # What begins a list, a dictionary, a set, or is made by a function (a bytearray); or a byte of a number.
    return len(mark) - len(mark.translate(None, b"]}\x8fR")) < 2


class DiffState:
    """What all frames of a recording share."""

    def __init__(self, most: int, calm: dict[int, NonMutatingLines]) -> None:
        """Values have texts of at most `most` characters; `calm`: see `mutation_analysis`."""
        self.most = most
        self.calm = calm
        self.turn: FrameVariables | None = None
        """Whose event was the last one; None if a frame was entered or left since."""

    def text(self, value: object, *, marked: bool = False) -> str:
        """Return the text of a value; its type if there is none, because another thread is changing it."""
        try:
            return bounded(value, self.most, marked=marked)
        except (RecursionError, MemoryError):
            raise
        except Exception:
            return f"<{type_name(value)}>"

    @staticmethod
    def exception(error: object) -> str:
        """Return the text of an exception; its type if there is none."""
        try:
            return exception_text(error)
        except (RecursionError, MemoryError):
            raise
        except Exception:
            return type_name(error)


class FrameVariables:
    """What is known of the variables of one frame."""

    def __init__(self, shared: DiffState, module: FrameVariables | None) -> None:
        self.shared = shared
        self.module = module or self
        self.known: dict[str, Any] = {}
        self.ids: dict[str, int] = {}
        """Of the objects that are not kept."""
        self.hidden: set[str] = set()
        """Names that are not told."""
        self.answers: dict[int, frozenset[str] | None] = {}
        """Names of what each line changes inside: right until a variable has a value of another kind."""

    def changed(self, line: int) -> frozenset[int] | None:
        """Return the ids of what `line`, the last, can have changed inside; None if that can't be told.

        What is not among them and holds nothing that could change is unchanged; if there are none, all is.
        """
        if self.shared.turn is not self:
            self.shared.turn = self
            return None
        if line not in self.answers:
            self.answers[line] = self._answer(line)
        names = self.answers[line]
        if names is None or names is NOTHING:
            return names  # type: ignore[return-value]
        if all(holds_no_other(self.known[name]) for name in names):
            return frozenset([self.ids[name] for name in names])
        return None

    def _answer(self, line: int) -> frozenset[str] | None:
        calm = self.shared.calm.get(line)
        if calm is None:
            return None
        builtin, plain, changed = calm
        if not all(map(self._is_builtin, builtin)) or not all(map(self._is_scalar, plain)):
            return None
        if not all(type(self.known.get(name)) is bytes for name in changed):
            return None
        return frozenset(changed) if changed else NOTHING

    def _is_scalar(self, name: str) -> bool:
        found = self.known.get(name, NEW)
        return type(self.module.known.get(name) if found is NEW else found) in _SCALARS

    def _is_builtin(self, name: str) -> bool:
        for known in (self.known, self.module.known):
            if name in known:
                return type(known[name]) in _SCALARS or type(known[name]) is bytes
        return name in _BUILTINS and vars(builtins).get(name) is _BUILTINS[name]

    def change(self, name: str, value: Any) -> str:
        """Return "<tab>name=text" if `value` is not what is known of it, else ""; know it from now on."""
        before = self.known.get(name, NEW)
        kind = type(value)
        if (before is NEW or name in self.hidden) and not is_written(name):
            self.hidden.add(name)
            self.known[name] = NEW if kind is int or kind is bytes else value  # else passed over at once
            return ""
        text = ""
        now: Any = value
        if kind is str or kind is int or kind is float or kind is bool or value is None:
            self.ids.pop(name, None)
        else:
            now, text = self._kept(value, kind)
            self.ids[name] = id(value)
        self.known[name] = now
        if type(now) is not type(before):
            self.answers.clear()
        elif (repr(now) == repr(before)) if kind is float else (now == before):  # nan; 0.0 and -0.0
            return ""
        return f"\t{name}={text or self.plain(value, kind, marked=type(now) is bytes)}"

    def gone(self, name: str) -> str:
        """Return "<tab>name" of a variable that is no longer there."""
        del self.known[name]
        self.ids.pop(name, None)
        self.answers.clear()
        return f"\t{name}" if is_written(name) else ""

    def plain(self, value: Any, kind: type, *, marked: bool = False) -> str:
        """Return the text of a value, quickly if it is short; `marked` as `bounded` has it."""
        if (kind is str and len(value) < 50) or kind is float or (kind is int and -SHORT < value < SHORT):
            text = repr(value)
            if len(text) <= self.shared.most:
                return text
        return self.shared.text(value, marked=marked)

    def _kept(self, value: Any, kind: type) -> tuple[Any, str]:
        """Return what is kept of a value that is no number or text; and its text, if that is at hand."""
        if kind is list or kind is dict or kind is tuple or kind is set or any(kind is k for k in _MARKED):
            if len(value) <= _LONG and id(value) not in _big:
                try:
                    found = mark(value)
                except ValueError:
                    pass
                else:
                    if len(found) <= _BIG:
                        return found, ""
                    _big.add(id(value))
        elif _is_harmless(value, kind):
            return value, ""
        text = self.shared.text(value)
        return (text,), text


def is_written(name: object) -> bool:
    """Return whether a name is one of the program's: neither the interpreter's nor one no line can have."""
    return type(name) is str and name.isidentifier() and not (name[:2] == "__" == name[-2:])


def _is_harmless(value: Any, kind: type) -> bool:
    """Return whether a value can be kept: nothing of the program dies with it."""
    if kind is FunctionType:
        return not (value.__closure__ or value.__defaults__ or value.__kwdefaults__ or value.__dict__)
    return kind is ModuleType or (kind is BuiltinFunctionType and type(value.__self__) is ModuleType)
