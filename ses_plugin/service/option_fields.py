"""Options as fields of dataclasses, each with its own specification, of which every front end is made.

A field made by `option` has its default, what values it takes, its help, whether only some strategies use
it, and who may set it. `option_table` gives the specifications of a class: flags, errors and docs come from
these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError

OPTION_PREFIX = "ses_"
"""What the names of options begin with where they stand among those of a host: `ses_k`."""

_KEY = "option"
_MAX_SHOWN = 200
"""How many characters of a value an error has."""


class OptionScope(StrEnum):
    """Who may set an option."""

    ANYONE = "anyone"
    HOST = "host"
    """Not the clients of a proxy: it runs code there, spends its keys on other models, or is its limit."""
    REQUEST = "request"
    """One request only, since it says something of its problem."""


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads the value of an option, from JSON or from text.

    `allowed` says in words what it takes; `read` raises ValueError, TypeError, KeyError or OverflowError for
    anything else. `metavar` stands for the value in a command's help; empty for a flag.
    """

    allowed: str
    read: Callable[[Any], Any]
    metavar: str = "N"


@dataclass(frozen=True, slots=True)
class OptionSyntax:
    """How the users of a front end write an option, for errors: its name; where it stands, with its value."""

    name_template: str
    label_template: str

    def name(self, option_name: str) -> str:
        """Return the name of an option, as `--max-calls`."""
        return self.name_template.format(name=option_name, flag=option_name.replace("_", "-"))

    def label(self, option_name: str, value: object) -> str:
        """Return the option with its value, as `--metadata ses_k=0`."""
        flag = option_name.replace("_", "-")
        return self.label_template.format(name=option_name, flag=flag, value=value)


COMMAND_LINE = OptionSyntax("--{flag}", "--{flag} {value}")
PYTHON = OptionSyntax("{name}", "{name}={value}")
REQUEST = OptionSyntax("{name}", "ses option '{name}'")
METADATA = OptionSyntax(f"{OPTION_PREFIX}{{name}}", f"--metadata {OPTION_PREFIX}{{name}}={{value}}")
MODEL_ARGS = OptionSyntax(f"{OPTION_PREFIX}{{name}}", f"--model_args {OPTION_PREFIX}{{name}}={{value}}")


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """The specification of one option.

    `by_strategy` is whether only some strategies use it: those that name it (`Strategy.uses`). `default_text`
    says what the default comes to, where the value itself does not.
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
        """What values it takes, in words."""
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


def option(  # noqa: PLR0913 - a declaration says all of it
    default: Any,
    reader: ValueReader,
    help: str,
    *,
    default_text: str = "",
    by_strategy: bool = False,
    scope: OptionScope = OptionScope.ANYONE,
) -> Any:
    """Return a dataclass field with a specification; one whose default is None takes None as a value.

    Example:
        @dataclass(frozen=True)
        class Options:
            k: int = option(5, integer(1), "candidates to sample", by_strategy=True)
    """
    # The name is the field's, which it gets from its class.
    spec = OptionSpec("", default, reader, help, default_text, by_strategy, scope)
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata={_KEY: spec}, hash=False)
    return field(default=default, metadata={_KEY: spec})


@cache
def option_table(options_class: type[Any]) -> OptionTable:
    """Return the specifications of a dataclass's options by name, in their order."""
    specs = ((one.name, one.metadata[_KEY]) for one in fields(options_class) if _KEY in one.metadata)
    return {
        name: OptionSpec(
            name, spec.default, spec.reader, spec.help, spec.default_text, spec.by_strategy, spec.scope
        )
        for name, spec in specs
    }


def read_options(table: OptionTable, values: Mapping[str, Any], syntax: OptionSyntax) -> dict[str, Any]:
    """Return the values of options. Raises UsageError for an unknown name, and for an invalid value."""
    reject_unknown_options(values, table, syntax)
    return {name: table[name].read(value, syntax) for name, value in values.items()}


def reject_unknown_options(values: Mapping[str, Any], known: Iterable[str], syntax: OptionSyntax) -> None:
    """Raise UsageError for a name that is not known, with those that are."""
    names = list(known)
    for name, value in values.items():
        if name not in names:
            allowed = ", ".join(map(syntax.name, names))
            raise UsageError(f"{syntax.label(name, value)}: no such option; allowed: {allowed}")


def _shown(value: object) -> str:
    """Return a value for an error: a list of tests may be long."""
    shown = repr(value)
    return shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"


def strip_option_prefix(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `values` whose names begin with `ses_`, by the names without it."""
    return {
        name.removeprefix(OPTION_PREFIX): value
        for name, value in values.items()
        if name.startswith(OPTION_PREFIX)
    }


def integer(minimum: int) -> ValueReader:
    """Read an integer of at least `minimum`."""

    def read(value: Any) -> int:
        number = int(value)
        if isinstance(value, bool) or number != float(value) or number < minimum:
            raise ValueError
        return number

    return ValueReader(f"an integer of at least {minimum}", read)


def number(maximum: float, minimum: float = 0, metavar: str = "X") -> ValueReader:
    """Read a number within bounds, which are allowed themselves."""

    def read(value: Any) -> float:
        result = float(value)
        if isinstance(value, bool) or not minimum <= result <= maximum:
            raise ValueError
        return result

    return ValueReader(f"a number from {minimum:g} to {maximum:g}", read, metavar)


def flag() -> ValueReader:
    """Read true or false, which may be written as 1 or 0."""

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
    """Read one of the values of an enumeration."""
    names = [value.value for value in values]
    return ValueReader(f"one of {', '.join(names)}", values, "{" + ",".join(names) + "}")


def path() -> ValueReader:
    """Read the path of a file or folder; `~` is the user's home."""
    return ValueReader("a path", lambda value: Path(nonempty_text().read(str(value))).expanduser(), "FILE")


def texts_by_name() -> ValueReader:
    """Read an object of JSON, or the text of one; values other than texts are written as JSON."""

    def read(value: Any) -> dict[str, str]:
        found = json.loads(value) if isinstance(value, str) else value
        if not isinstance(found, Mapping):
            raise TypeError
        return {
            str(name): item if isinstance(item, str) else json.dumps(item) for name, item in found.items()
        }

    return ValueReader('an object of JSON, as {"OPTION": "VALUE"}', read, "JSON")
