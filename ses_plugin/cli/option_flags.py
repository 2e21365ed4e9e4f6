"""Command-line flags from the specifications of options: `max_calls` becomes `--max-calls`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from typing import Any

from ses_plugin.service.option_fields import COMMAND_LINE, OptionSpec, ValueReader, integer
from ses_plugin.service.options import users_of

_NAME_IN_TEXT = re.compile(r"`(\w+)`")
"""The name of another option in a help text: `max_tokens`."""


def add_option_flags(
    group: argparse._ActionsContainer, specs: Iterable[OptionSpec], *, fill_defaults: bool = False
) -> None:
    """Add a flag for each option. Its value is None if not set, or the default with `fill_defaults`."""
    for spec in specs:
        name, default = COMMAND_LINE.name(spec.name), spec.default if fill_defaults else None
        if not spec.reader.metavar:
            group.add_argument(name, action="store_true", default=default, help=_help(spec))
            continue
        group.add_argument(
            name,
            type=argument_type(spec.reader),
            default=default,
            metavar=spec.reader.metavar,
            help=_help(spec),
        )


def flag_values(options: argparse.Namespace, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of the flags that are set, by the names of the options."""
    values = ((name, getattr(options, name, None)) for name in names)
    return {name: value for name, value in values if value is not None}


def argument_type(reader: ValueReader) -> Callable[[str], Any]:
    """Return the argparse `type` of an option."""

    def read(text: str) -> Any:
        try:
            return reader.read(text)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise argparse.ArgumentTypeError(f"{text!r} is not {reader.allowed}") from error

    return read


def int_at_least(minimum: int) -> Callable[[str], Any]:
    """Return the argparse `type` of an integer of at least `minimum`."""
    return argument_type(integer(minimum))


def _help(spec: OptionSpec) -> str:
    text = spec.help
    if spec.reader.metavar:
        shown = f"{spec.default:g}" if isinstance(spec.default, float) else str(spec.default)
        shown = "none" if spec.default in (None, {}) else shown
        text = f"{text} (default: {spec.default_text or shown})"
    if spec.by_strategy:
        text = f"{', '.join(users_of(spec.name))}: {text}"
    return _NAME_IN_TEXT.sub(lambda match: COMMAND_LINE.name(match[1]), text).replace("%", "%%")
