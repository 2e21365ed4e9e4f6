"""Command-line flags, and the tables of `docs/options.md`, from the specifications of options.

`max_calls` becomes `--max-calls`. `python -m ses_plugin.cli.option_flags docs/options.md` writes the tables
(`make docs`).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ses_plugin.adapters.lm_eval.options import MODEL_OPTIONS, TASK_OPTIONS
from ses_plugin.service.option_fields import (
    COMMAND_LINE,
    METADATA,
    MODEL_ARGS,
    OptionScope,
    OptionSpec,
    ValueReader,
    integer,
)
from ses_plugin.service.options import SOLVE_OPTIONS, users_of

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


_REGION = re.compile(r"(<!-- (\w+) of the options: made by `make docs` -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def with_option_tables(document: str) -> str:
    """Return a document in which each table between its two comments is regenerated."""
    return _REGION.sub(lambda match: f"{match[1]}\n{_TABLES[match[2]]()}\n{match[4]}", document)


def _solving() -> str:
    return _table(SOLVE_OPTIONS.values(), "", with_strategies=True)


def _tasks() -> str:
    return _table(TASK_OPTIONS.values(), METADATA.name(""))


def _model() -> str:
    model_specs = (spec for name, spec in MODEL_OPTIONS.items() if name not in TASK_OPTIONS)
    return _table(model_specs, MODEL_ARGS.name(""))


def _names() -> str:
    """Return the table of how each front end writes an option."""
    example = ("max_calls", 9)
    rows = [
        ("`ses solve`, `ses simulate`", COMMAND_LINE.label(*example)),
        ("`lm_eval --tasks ses_…`", METADATA.label(*example)),
        ("`lm_eval --model ses`", MODEL_ARGS.label(*example)),
        ("`wrap_openai(client, …)`, `SolveOptions(…)`", "max_calls=9"),
        ("a request to a wrapped client, LiteLLM, its proxy, optillm", '{"ses": {"max_calls": 9}}'),
        ("the same, and a model's `litellm_params` in a `Router` or the proxy", "ses_max_calls=9"),
        ("Inspect", "-S max_calls=9"),
    ]
    cells = [(front_end, f"`{written}`") for front_end, written in rows]
    return "".join(map(_row, [("front end", "an option is written"), ("---", "---"), *cells]))


_TABLES = {"names": _names, "solving": _solving, "tasks": _tasks, "model": _model}


def _table(specs: Iterable[OptionSpec], prefix: str, *, with_strategies: bool = False) -> str:
    headers = ["option", "default", "value", *(["strategies"] if with_strategies else []), "meaning"]
    rows = (_cells(spec, prefix, with_strategies) for spec in specs)
    return "".join(map(_row, [headers, ["---"] * len(headers), *rows]))


def _cells(spec: OptionSpec, prefix: str, with_strategies: bool) -> Iterator[str]:
    yield f"`{prefix}{spec.name}`{_SCOPE_MARKS[spec.scope]}"
    yield _default(spec)
    yield re.sub(r"(\{.*\})", r"`\1`", spec.reader.allowed)
    if with_strategies:
        yield ", ".join(users_of(spec.name)) if spec.by_strategy else "all"
    yield spec.help


_SCOPE_MARKS = {OptionScope.ANYONE: "", OptionScope.HOST: " (host)", OptionScope.REQUEST: " (request)"}


def _default(spec: OptionSpec) -> str:
    if spec.default_text:
        return spec.default_text
    return "none" if spec.default in (None, {}, "") else f"`{str(spec.default).lower()}`"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    _path = Path(sys.argv[1])
    _path.write_text(with_option_tables(_path.read_text("utf-8")), "utf-8")
