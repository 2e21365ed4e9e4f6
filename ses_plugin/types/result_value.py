"""What all results have: a short text for people, a table for notebooks, a versioned form as plain data.

A result is a frozen dataclass that inherits `ResultValue` and says in `_view` what is worth showing. Its
plain form is made from the types of its fields, and is read back by the same types, strictly.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache
from html import escape
from typing import Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints

from ses_plugin.errors import UsageError

NOT_IN_SCHEMA = {"schema": False}
"""The metadata of a field that the plain form leaves out; it needs a default."""

_FACT = 60
"""How many characters of a text stand in a line of `repr`."""

_BLOCK = 20_000
"""How many characters of a text stand in a notebook."""

_ROWS = 100
"""How many rows of a table stand in a notebook."""

_CELL = "text-align: left; vertical-align: top; white-space: pre-wrap"
_PRE = "max-height: 30em; overflow: auto; text-align: left"


@dataclass(frozen=True, slots=True)
class View:
    """What is worth showing of a result.

    `facts` are short values by name, `lines` sentences, `blocks` long texts by name, and `rows` a table, the
    first row being its head. `repr` has facts and lines, a notebook all of it.
    """

    facts: Mapping[str, object]
    lines: Sequence[str] = ()
    blocks: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Sequence[object]] = ()


class ResultValue:
    """The base of results."""

    __slots__ = ()
    SCHEMA: ClassVar[str]
    """The name of the plain form, as "ses.solution"."""
    SCHEMA_VERSION: ClassVar[int] = 1

    def _view(self) -> View:
        raise NotImplementedError

    def __repr__(self) -> str:
        """Return the facts in one line, and the lines below it."""
        view = self._view()
        facts = ", ".join(f"{name}={_shorten(_plain_repr(value))}" for name, value in view.facts.items())
        return "\n  ".join([f"{type(self).__name__}({facts})", *view.lines])

    def _repr_html_(self) -> str:
        """Return HTML for notebooks: no script, and every text escaped."""
        view = self._view()
        parts = [f"<strong>{escape(type(self).__name__)}</strong>"]
        parts.append(_table([[name, value] for name, value in view.facts.items()], head=False))
        parts += [f"<p>{escape(line)}</p>" for line in view.lines]
        for name, text in view.blocks.items():
            parts.append(f"<p>{escape(name)}</p><pre style='{_PRE}'>{escape(_clip(text))}</pre>")
        if view.rows:
            parts.append(_table(view.rows, head=True))
        return f"<div>{''.join(parts)}</div>"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, which `json.dumps` takes as it is; `from_dict` reads it.

        Returns:
            A dict with `schema` (the name of the form), `version` (a number), and the fields.
        """
        return {"schema": self.SCHEMA, "version": self.SCHEMA_VERSION, **to_plain(self)}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Return the result that `to_dict` made `row` from.

        Raises:
            UsageError: `row` is of another schema or version, or has a field that is of another type,
                missing, or not known; the text says which.
        """
        read: Self = from_plain(cls, cls.open_schema(row), cls.SCHEMA)
        return read

    @classmethod
    def open_schema(cls, row: object) -> dict[str, Any]:
        """Return the fields in `row`. Raises UsageError if it is of another schema or version."""
        wanted = f"{cls.SCHEMA} of version {cls.SCHEMA_VERSION}"
        if not isinstance(row, Mapping) or "schema" not in row:
            raise UsageError(f"{row!r:.100} is no {wanted}; give what `to_dict` returned")
        if row["schema"] != cls.SCHEMA:
            raise UsageError(f"this is a {row['schema']!r:.100}, and not a {wanted}")
        if type(row.get("version")) is not int or row["version"] != cls.SCHEMA_VERSION:
            raise UsageError(
                f"a {cls.SCHEMA} of version {row.get('version')!r:.100} can't be read; "
                f"this SES reads version {cls.SCHEMA_VERSION}"
            )
        return {name: value for name, value in row.items() if name not in ("schema", "version")}


def to_plain(value: Any) -> Any:
    """Return a value as JSON types: dataclasses and mappings become dicts, tuples lists, enums their values.

    >>> from ses_plugin.types.problem import Test
    >>> to_plain((Test("1", "2"),))
    [{'input': '1', 'output': '2', 'tolerance': None}]
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_plain(getattr(value, one.name)) for one in _schema_fields(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): to_plain(one) for name, one in value.items()}
    return [to_plain(one) for one in value] if isinstance(value, list | tuple) else value


def from_plain(kind: Any, value: Any, where: str) -> Any:
    """Return `value`, as `to_plain` gives it, as a `kind`: a type, as annotations have it.

    Raises UsageError with the place of what is of another type; `where` is that of `value`.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return _from_union(arguments, value, where)
    if origin is tuple:
        return _from_list(arguments, value, where)
    if origin is not None and issubclass(origin, Mapping):
        _check(
            isinstance(value, Mapping) and all(type(name) is str for name in value), "object", value, where
        )
        return {name: from_plain(arguments[1], one, f"{where}.{name}") for name, one in value.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        return _from_object(kind, value, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        known = [one.value for one in kind]
        _check(value in known, f"one of {', '.join(map(str, known))}", value, where)
        return kind(value)
    _check(type(value) is kind or (kind is float and type(value) is int), _JSON_NAMES[kind], value, where)
    return kind(value) if kind is float else value


_JSON_NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false", type(None): "null"}


def _from_union(kinds: Sequence[Any], value: Any, where: str) -> Any:
    """Return the value as the first of `kinds` that it fits; null is what stands for nothing."""
    if value is None and type(None) in kinds:
        return None
    *others, last = [kind for kind in kinds if kind is not type(None)]
    for kind in others:
        try:
            return from_plain(kind, value, where)
        except UsageError:
            continue
    return from_plain(last, value, where)


def _from_list(kinds: Sequence[Any], value: Any, where: str) -> tuple[Any, ...]:
    _check(isinstance(value, list | tuple), "list", value, where)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = [kinds[0]] * len(value)
    _check(len(value) == len(kinds), f"list of {len(kinds)}", value, where)
    pairs = enumerate(zip(kinds, value, strict=True))
    return tuple(from_plain(kind, one, f"{where}[{number}]") for number, (kind, one) in pairs)


def _from_object(kind: type, value: Any, where: str) -> Any:
    _check(isinstance(value, Mapping), "object", value, where)
    known = {one.name: one for one in _schema_fields(kind)}
    for name in value:
        if name not in known:
            raise UsageError(f"{where}.{name}: no such field; there are {', '.join(known)}")
    for name, one in known.items():
        if name not in value and one.default is MISSING and one.default_factory is MISSING:
            raise UsageError(f"{where}.{name} is missing")
    hints = _hints(kind)
    return kind(**{name: from_plain(hints[name], one, f"{where}.{name}") for name, one in value.items()})


def _check(holds: bool, wanted: str, value: object, where: str) -> None:
    if not holds:
        raise UsageError(f"{where} is {value!r:.100}; it has to be: {wanted}")


@cache
def _schema_fields(kind: type) -> tuple[Field[Any], ...]:
    return tuple(one for one in fields(kind) if one.metadata.get("schema", True))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain_repr(value: object) -> str:
    return repr(value.value if isinstance(value, Enum) else value)


def _shorten(text: str) -> str:
    return text if len(text) <= _FACT else f"{text[: _FACT - 1]}…"


def _clip(text: str) -> str:
    more = len(text) - _BLOCK
    return text if more <= 0 else f"{text[:_BLOCK]}\n… {more} more characters"


def _table(rows: Sequence[Sequence[object]], *, head: bool) -> str:
    """Return an HTML table; the cells of the first row, or of the first column, are its heads."""
    shown = []
    for number, row in enumerate(rows[: _ROWS + 1]):
        tags = ["th" if (number == 0 if head else column == 0) else "td" for column in range(len(row))]
        cells = (
            f"<{tag} style='{_CELL}'>{escape(_clip(_text_of(cell)))}</{tag}>"
            for tag, cell in zip(tags, row, strict=True)
        )
        shown.append(f"<tr>{''.join(cells)}</tr>")
    more = len(rows) - len(shown)
    return f"<table>{''.join(shown)}</table>" + (f"<p>… {more} more rows</p>" if more else "")


def _text_of(value: object) -> str:
    return value if isinstance(value, str) else str(value)
