"""Options as dataclass fields with specifications, from which every front end derives its options.

`option` declares a field with its default, allowed values, help, strategies and scope. `option_table` returns
the specifications of a class; flags, error messages and docs are generated from them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError

OPTION_PREFIX = "ses_"
"""The prefix of our options among those of a host: `ses_k`."""

_KEY = "option"
_MAX_SHOWN = 200
"""The most characters of a value in an error message."""


class OptionScope(StrEnum):
    """Who may set an option."""

    ANYONE = "anyone"
    HOST = "host"
    """Not a proxy's clients: the option runs code, pays for another model, or is a limit of the proxy."""
    REQUEST = "request"
    """Only a single request, because the option describes its problem."""


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads the value of an option from JSON data or from text.

    Attributes:
        allowed: The allowed values, in words.
        read: Returns the value. Raises ValueError, TypeError, KeyError or OverflowError for an invalid one.
        metavar: The placeholder of the value in a command's help; "" for a flag.
    """

    allowed: str
    read: Callable[[Any], Any]
    metavar: str = "N"


@dataclass(frozen=True, slots=True)
class OptionSyntax:
    """How users of a front end write an option, for error messages: its name, and its name with a value."""

    name_template: str
    label_template: str

    def name(self, option_name: str) -> str:
        """Return the name of an option, such as `--max-calls`."""
        return self.name_template.format(name=option_name, flag=option_name.replace("_", "-"))

    def label(self, option_name: str, value: object) -> str:
        """Return the option with its value, such as `--metadata ses_k=0`."""
        flag = option_name.replace("_", "-")
        return self.label_template.format(name=option_name, flag=flag, value=value)


COMMAND_LINE = OptionSyntax("--{flag}", "--{flag} {value}")
PYTHON_API = OptionSyntax("{name}", "{name}={value}")
REQUEST = OptionSyntax("{name}", "ses option '{name}'")
METADATA = OptionSyntax(f"{OPTION_PREFIX}{{name}}", f"--metadata {OPTION_PREFIX}{{name}}={{value}}")
MODEL_ARGS = OptionSyntax(f"{OPTION_PREFIX}{{name}}", f"--model_args {OPTION_PREFIX}{{name}}={{value}}")


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """The specification of one option.

    Attributes:
        name: The name without prefix, such as "max_calls".
        default: The default value.
        reader: Reads and checks values.
        help: A phrase on the meaning, without a capital and a full stop.
        default_text: The default in words, where the value does not show it.
        by_strategy: Whether only those strategies use it that name it (`Strategy.uses`).
        scope: Who may set it.
    """

    name: str
    default: Any
    reader: ValueReader
    help: str
    default_text: str
    by_strategy: bool
    scope: OptionScope

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        return self.reader.allowed + (", or null" if self.default is None else "")

    def read(self, value: Any, syntax: OptionSyntax) -> Any:
        """Return the value. Raises UsageError for an invalid one."""
        if value is None and self.default is None:
            return None
        try:
            return self.reader.read(value)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise UsageError(
                f"{syntax.label(self.name, value)}: {_shown(value)} is not {self.allowed}"
            ) from error


OptionTable = Mapping[str, OptionSpec]


def option(  # noqa: PLR0913 - one declaration has the whole specification
    default: Any,
    reader: ValueReader,
    help: str,
    *,
    default_text: str = "",
    by_strategy: bool = False,
    scope: OptionScope = OptionScope.ANYONE,
) -> Any:
    """Return a dataclass field with a specification. An option with the default None also allows None.

    Example:
        @dataclass(frozen=True)
        class Options:
            k: int = option(5, integer(1), "candidates to sample", by_strategy=True)
    """
    # `option_table` fills in the name: a field does not know its name before the class exists.
    spec = OptionSpec("", default, reader, help, default_text, by_strategy, scope)
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata={_KEY: spec}, hash=False)
    return field(default=default, metadata={_KEY: spec})


@cache
def option_table(options_class: type[Any]) -> OptionTable:
    """Return the specifications of a dataclass's options by name, in the order of the fields."""
    specs = (
        (dataclass_field.name, dataclass_field.metadata[_KEY])
        for dataclass_field in fields(options_class)
        if _KEY in dataclass_field.metadata
    )
    return {
        name: OptionSpec(
            name, spec.default, spec.reader, spec.help, spec.default_text, spec.by_strategy, spec.scope
        )
        for name, spec in specs
    }


def read_options(table: OptionTable, values: Mapping[str, Any], syntax: OptionSyntax) -> dict[str, Any]:
    """Return the checked values of options. Raises UsageError for an unknown name or an invalid value."""
    reject_unknown_options(values, table, syntax)
    return {name: table[name].read(value, syntax) for name, value in values.items()}


def reject_unknown_options(values: Mapping[str, Any], known: Iterable[str], syntax: OptionSyntax) -> None:
    """Raise UsageError for an unknown name. The message lists the known ones."""
    names = list(known)
    for name, value in values.items():
        if name not in names:
            allowed = ", ".join(map(syntax.name, names))
            raise UsageError(f"{syntax.label(name, value)}: no such option; allowed: {allowed}")


def _shown(value: object) -> str:
    """Return a value for an error message, shortened: a list of tests may be long."""
    shown = repr(value)
    return shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"


def strip_option_prefix(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `values` whose names begin with `ses_`, by their names without the prefix."""
    return {
        name.removeprefix(OPTION_PREFIX): value
        for name, value in values.items()
        if name.startswith(OPTION_PREFIX)
    }


_INTEGER = re.compile(r"\s*[+-]?[0-9]+\s*")


def integer(minimum: int, maximum: int | None = None) -> ValueReader:
    """Read an integer of at least `minimum`, and at most `maximum`; 3.0 is one."""

    def read(value: Any) -> int:
        if isinstance(value, str):
            is_integer = _INTEGER.fullmatch(value) is not None
        else:
            is_integer = type(value) is int or (isinstance(value, float) and value.is_integer())
        if not is_integer or int(value) < minimum or (maximum is not None and int(value) > maximum):
            raise ValueError
        return int(value)

    bounds = f"of at least {minimum}" if maximum is None else f"from {minimum} to {maximum}"
    return ValueReader(f"an integer {bounds}", read)


def number(maximum: float, minimum: float = 0, metavar: str = "X") -> ValueReader:
    """Read a number from `minimum` to `maximum`, inclusive."""

    def read(value: Any) -> float:
        result = float(value)
        if isinstance(value, bool) or not minimum <= result <= maximum:
            raise ValueError
        return result

    return ValueReader(f"a number from {minimum:g} to {maximum:g}", read, metavar)


def flag() -> ValueReader:
    """Read true or false, or 1 or 0."""

    def read(value: Any) -> bool:
        return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]

    return ValueReader("true or false", read, "")


def nonempty_text(metavar: str = "TEXT") -> ValueReader:
    """Read a text that is not empty."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise TypeError
        return value

    return ValueReader("a text", read, metavar)


def choice(values: type[StrEnum]) -> ValueReader:
    """Read a value of an enumeration."""
    names = [value.value for value in values]
    return ValueReader(f"one of {', '.join(names)}", values, "{" + ",".join(names) + "}")


def path() -> ValueReader:
    """Read the path of a file or folder; `~` is the user's home folder."""
    return ValueReader("a path", lambda value: Path(nonempty_text().read(str(value))).expanduser(), "FILE")


def texts_by_name() -> ValueReader:
    """Read a JSON object or its text. Values other than texts are converted to JSON texts."""

    def read(value: Any) -> dict[str, str]:
        loaded = json.loads(value) if isinstance(value, str) else value
        if not isinstance(loaded, Mapping):
            raise TypeError
        return {
            str(name): item if isinstance(item, str) else json.dumps(item) for name, item in loaded.items()
        }

    return ValueReader('an object of JSON, as {"OPTION": "VALUE"}', read, "JSON")
