"""The bounded text of any value, without running any code of the program's own.

No `__repr__`, `__eq__`, `__hash__`, `__getattr__`, property or iterator of a class of the program is called.
Built-in values are shown as `repr` shows them, instances by what lies in their `__dict__` and slots, and what
has nothing to show (a generator, an iterator, a view) by its type. There are no addresses: a text is the same
in every run.
"""

from __future__ import annotations

import sys
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import (
    BuiltinFunctionType,
    FunctionType,
    GeneratorType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

from ses_plugin.tracing.inside.simple_values import MARK, simple, simple_repr

_DEPTH = 8
_INT_BITS = 14_000  # a little less than the interpreter is willing to show
_SET_TAIL = 1_000
_EXCEPTION = 1_000
_MADE = 1 << 9 | 1 << 8  # flags: of a class that is made while the program runs, and that can't be changed
_BY_CLASS = (
    1 << 9
)  # what of them a class has that is made by `class`; newer Pythons make more of their own so
_SLOT = type(object.__repr__)
_LIBRARY = frozenset({("decimal", "Decimal"), ("datetime", "date"), ("datetime", "timedelta")})
"""Types, written in C, that have nothing of the program's to show."""

_PLAIN = (int, str, float, bool, type(None), bytes, complex)

# Asked of `type` itself: a metaclass may have a say in what `kind.__name__` is.
_name_of = vars(type)["__name__"].__get__
_bases_of = vars(type)["__mro__"].__get__
_names_of = vars(type)["__dict__"].__get__
_module_of = vars(type)["__module__"].__get__
_flags_of = vars(type)["__flags__"].__get__
_module_names = vars(ModuleType)["__dict__"].__get__
_arguments_of = vars(BaseException)["args"].__get__

_GROUP_TEXT = vars(BaseExceptionGroup).get("__str__", "")
"""It says how many exceptions there are, and asks none of them."""

_Shape = tuple[str, Iterable[tuple[str, Any]], str]
"""How a value with parts is written: what stands before them, each with its label, and what comes after."""


def bounded(value: object, most: int, *, marked: bool = False) -> str:
    """Return the text of `value`; of one longer than `most` characters the beginning and the end.

    What is `marked` is known to have values of built-in types alone in it.
    """
    kind = type(value)
    if kind is list or kind is tuple or kind is dict:
        text = simple(value, kind, most, marked=marked)
        if text:
            return text
    text = _gathered(value, most, backwards=False)
    if len(text) <= most:
        return text
    half = most // 2
    end = _gathered(value, most, backwards=True)
    return text[:half] + MARK + end[len(end) - (most - half - 1) :]


def type_name(value: object) -> str:
    """Return the name of the type of `value`."""
    return _line(_name_of(type(value)))


def exception_text(error: object) -> str:
    """Return the last line of the traceback; by the arguments if `__str__` is the program's own.

    Raises TypeError for what is no exception.
    """
    kind = type(error)
    arguments = _arguments_of(error)
    own = next(names["__str__"] for names in map(_names_of, _bases_of(kind)) if "__str__" in names)
    if type(own) is _SLOT and (own is _GROUP_TEXT or all(map(is_plain, arguments))):
        text = str(error)
    elif len(arguments) == 1 and type(arguments[0]) is str:
        text = arguments[0]
    else:
        text = ", ".join(bounded(argument, _EXCEPTION) for argument in arguments)
    name = _line(_name_of(kind))
    return f"{name}: {text[:_EXCEPTION]}" if text else name


def is_plain(value: object) -> bool:
    """Return whether `value` is a number or text of a built-in type: it can't change, and runs no code."""
    kind = type(value)
    return any(kind is plain for plain in _PLAIN)


def _gathered(value: object, most: int, *, backwards: bool) -> str:
    """Return the text up to where it is longer than `most`, from its beginning or from its end."""
    pieces = _Pieces(most, backwards)
    pieces.put(value, ())
    return "".join(reversed(pieces.all) if backwards else pieces.all)


class _Pieces:
    """The pieces of a text, from its beginning or from its end, until there are enough."""

    def __init__(self, most: int, backwards: bool) -> None:
        self.most = most
        self.room = most
        self.backwards = backwards
        self.all: list[str] = []

    def add(self, piece: str) -> None:
        """Add a piece."""
        self.all.append(piece)
        self.room -= len(piece)

    def put(self, value: object, within: tuple[int, ...]) -> None:
        """Add the pieces of `value`, which lies in the values with the ids `within`."""
        kind = type(value)
        written: str | _Shape = ""
        if (kind is list or kind is tuple) and 3 * len(value) <= self.most:  # type: ignore[arg-type]
            written = simple_repr(value, kind, self.most)
        written = written or _written(value, self.most, self.backwards)
        if isinstance(written, str):
            self.add(written)
            return
        first, parts, last = written
        if id(value) in within or len(within) == _DEPTH:
            self.add(f"{first}...{last}")
            return
        within = (*within, id(value))
        self.add(last if self.backwards else first)
        self._put_parts(parts, within)
        if self.room >= 0:
            self.add(first if self.backwards else last)

    def _put_parts(self, parts: Iterable[tuple[str, Any]], within: tuple[int, ...]) -> None:
        later = False
        for label, part in parts:
            if later:
                self.add(", ")
            later = True
            if label and not self.backwards:
                self.add(label)
            self.put(part, within)
            if label and self.backwards:
                self.add(label)
            if self.room < 0:
                return


def _written(value: object, most: int, backwards: bool) -> str | _Shape:
    """Return the text of `value`, or how it is written if it has parts; of very many those that show."""
    kind = type(value)
    if type(kind) is not type and type(kind) is getattr(sys.modules.get("enum"), "EnumMeta", None):
        return _enum_member(value, kind)
    for base in _bases_of(kind):
        if type(base) is type and base in _WRITERS:  # a metaclass could answer for its hash
            return _WRITERS[base](value, kind, most, backwards)
    return _instance(value, kind, backwards)


def _number(value: Any, kind: type, most: int, backwards: bool) -> str:
    base = next(base for base in (bool, int, float, complex) if issubclass(kind, base))
    plain: Any = value if kind is bool else base.__pos__(value)
    if base is int and plain.bit_length() > _INT_BITS:
        text = f"<int of {plain.bit_length()} bits>"
    else:
        text = repr(plain)
    return text if kind is base else f"{_line(_name_of(kind))}({text})"


def _text(value: Any, kind: type, most: int, backwards: bool) -> str:
    base = next(base for base in (str, bytes, bytearray) if issubclass(kind, base))
    text = _quoted(base.__getitem__(value, slice(None)), most, backwards)
    return text if kind is base else f"{_line(_name_of(kind))}({text})"


def _quoted(value: Any, most: int, backwards: bool) -> str:
    """Return a text as `repr` has it; of a long one only its beginning, or its end."""
    if len(value) <= 4 * most:
        return repr(value)
    part = value[-most:] if backwards else value[:most]
    single, double = ("'", '"') if type(value) is str else (b"'", b'"')
    if single in value:  # which quotes are used depends on the whole: the part gets what decides it
        other: Any = double if double in value else single
        part = other + part if backwards else part + other
    return repr(part)


def _as_repr(value: Any, kind: type, most: int, backwards: bool) -> str:
    return repr(value) if type(kind) is type and kind in _WRITERS else f"<{_line(_name_of(kind))}>"


def _list(value: Any, kind: type, most: int, backwards: bool) -> _Shape:
    items = list.__getitem__(value, _shown(most, backwards))
    return _wrapped(kind, list, "[", _unlabelled(items, backwards), "]")


def _tuple(value: Any, kind: type, most: int, backwards: bool) -> _Shape:
    items = tuple.__getitem__(value, _shown(most, backwards))
    size = tuple.__len__(value)
    fields = _names_of(kind).get("_fields") if kind is not tuple else None
    if type(fields) is tuple and len(fields) == size == len(items):  # a named tuple
        named = [(f"{_line(name)}=", item) for name, item in zip(fields, items, strict=True)]
        return f"{_line(_name_of(kind))}(", reversed(named) if backwards else named, ")"
    return _wrapped(kind, tuple, "(", _unlabelled(items, backwards), ",)" if size == 1 else ")")


def _dict(value: Any, kind: type, most: int, backwards: bool) -> _Shape:
    items: Any = dict.items(value)
    # Its own order needs the hashes of its keys: asked for only where the program has no say in them.
    if kind is OrderedDict and all(map(is_plain, dict.keys(value))):
        items = OrderedDict.items(value)
    shown = islice(reversed(items) if backwards else items, most)
    return _wrapped(kind, dict, "{", ((f"{bounded(key, most)}: ", item) for key, item in shown), "}")


def _set(value: Any, kind: type, most: int, backwards: bool) -> _Shape:
    base = set if issubclass(kind, set) else frozenset
    size = base.__len__(value)
    if not size:
        return f"{_line(_name_of(kind))}(", (), ")"
    items = list(islice(base.__iter__(value), most))
    if backwards:  # a set can't be walked from its end: of a big one the end is left out
        items = list(base.__iter__(value))[-most:] if size <= _SET_TAIL else []
    return _wrapped(kind, set, "{", _unlabelled(items, backwards), "}")


def _deque(value: Any, kind: type, most: int, backwards: bool) -> _Shape:
    items = deque.__reversed__(value) if backwards else deque.__iter__(value)
    return f"{_line(_name_of(kind))}([", (("", item) for item in islice(items, most)), "])"


def _exception(value: Any, kind: type, most: int, backwards: bool) -> _Shape:
    return f"{_line(_name_of(kind))}(", _unlabelled(_arguments_of(value), backwards), ")"


def _slice(value: Any, kind: type, most: int, backwards: bool) -> _Shape:
    return "slice(", _unlabelled((value.start, value.stop, value.step), backwards), ")"


def _function(value: Any, kind: type, most: int, backwards: bool) -> str:
    return f"<function {_line(value.__qualname__)}>"


def _builtin(value: Any, kind: type, most: int, backwards: bool) -> str:
    return f"<built-in {_line(value.__name__)}>"


def _method(value: Any, kind: type, most: int, backwards: bool) -> str:
    name = value.__func__.__qualname__ if type(value.__func__) is FunctionType else "?"
    return f"<bound method {_line(name)}>"


def _generator(value: Any, kind: type, most: int, backwards: bool) -> str:
    return f"<generator {_line(value.__qualname__)}>"


def _module(value: Any, kind: type, most: int, backwards: bool) -> str:
    return f"<module {_line(_module_names(value).get('__name__'))}>"


def _class(value: Any, kind: type, most: int, backwards: bool) -> str:
    return f"<class {_line(_name_of(value))}>"


def _enum_member(value: object, kind: type) -> str:
    attributes = _attributes(value, kind) or {}
    name = attributes.get("_name_")
    inner = attributes.get("_value_")
    said = f"({inner})" if name is None and type(inner) is int else f".{_line(name)}"
    return f"{_line(_name_of(kind))}{said}"


def _instance(value: object, kind: type, backwards: bool) -> str | _Shape:
    """Return how an instance is written, by its slots and attributes; by its type if it can have none."""
    module = _module_of(kind)
    known = type(module) is str and (module, _name_of(kind)) in _LIBRARY
    if known and type(_names_of(kind).get("__repr__")) is _SLOT:  # and does not only have the name
        return repr(value)
    attributes = _attributes(value, kind) if _flags_of(kind) & _MADE == _BY_CLASS else None
    slots = list(_slots(value, kind))
    if attributes is None and not slots:
        return f"<{_line(_name_of(kind))}>"
    named = [(f"{_line(name)}=", item) for name, item in (*slots, *(attributes or {}).items())]
    return f"{_line(_name_of(kind))}(", reversed(named) if backwards else named, ")"


def attributes_of(value: object) -> dict[str, Any] | None:
    """Return the attributes of an instance or class; None if it has none. No code of its class runs."""
    kind = type(value)
    if kind is type:
        return dict(_names_of(value))
    return _attributes(value, kind) if _flags_of(kind) & _MADE == _BY_CLASS else None


def _attributes(value: object, kind: type) -> dict[str, Any] | None:
    for base in _bases_of(kind):
        slot = _names_of(base).get("__dict__")
        if slot is not None:
            found = slot.__get__(value) if type(slot) is GetSetDescriptorType else None
            return found if type(found) is dict else None
    return None


def _slots(value: object, kind: type) -> Iterator[tuple[str, Any]]:
    for base in reversed(_bases_of(kind)):
        names = _names_of(base)
        for name, slot in names.items() if "__slots__" in names else ():
            if type(slot) is MemberDescriptorType:
                try:
                    yield name, slot.__get__(value)
                except AttributeError:  # not set
                    continue


def _wrapped(kind: type, base: type, first: str, parts: Iterable[tuple[str, Any]], last: str) -> _Shape:
    """Return the shape of a container, in the name of its class unless it is the built-in one."""
    if kind is base:
        return first, parts, last
    return f"{_line(_name_of(kind))}({first}", parts, f"{last})"


def _unlabelled(items: list[Any] | tuple[Any, ...], backwards: bool) -> Iterable[tuple[str, Any]]:
    return (("", item) for item in (reversed(items) if backwards else items))


def _shown(most: int, backwards: bool) -> slice:
    return slice(-most, None) if backwards else slice(most)


def _line(name: object) -> str:
    """Return a name that may be part of a line of text."""
    return name if type(name) is str and name.isprintable() else "?"


_WRITERS: dict[type, Callable[[Any, type, int, bool], str | _Shape]] = {
    int: _number,
    str: _text,
    float: _number,
    list: _list,
    tuple: _tuple,
    dict: _dict,
    set: _set,
    frozenset: _set,
    bool: _number,
    complex: _number,
    bytes: _text,
    bytearray: _text,
    deque: _deque,
    BaseException: _exception,
    slice: _slice,
    type(None): _as_repr,
    type(...): _as_repr,
    type(NotImplemented): _as_repr,
    range: _as_repr,
    FunctionType: _function,
    BuiltinFunctionType: _builtin,
    MethodType: _method,
    GeneratorType: _generator,
    ModuleType: _module,
    type: _class,
}
