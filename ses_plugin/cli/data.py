"""`ses data`: make training data: `nlex` (explained executions) and `rl` (rows for GRPO and Self-RLEF)."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ses_plugin.cli import nlex_model_options
from ses_plugin.cli.option_flags import int_at_least
from ses_plugin.cli.output import make_console
from ses_plugin.errors import MissingDependency, UsageError

if TYPE_CHECKING:
    from ses_plugin.training_data.nlex.build import Progress
    from ses_plugin.training_data.nlex.engines import Engine
    from ses_plugin.training_data.nlex.rows import RowOptions

_SECONDS = 15
"""Between two lines of progress."""

_SOURCE = (
    "a directory of Python code or a .py file, a .jsonl of programs (source, entry, inputs), a contest "
    "package, the name of an installed package, 'stdlib', 'embedded', or 'families'"
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    text = "explained executions (NLEX): programs, inputs, and explanations that are true"
    nlex = kinds.add_parser("nlex", help=text, description=text)
    nlex.add_argument("sources", nargs="+", metavar="SOURCE", help=_SOURCE)
    nlex.add_argument("--out", type=Path, metavar="FOLDER", help="an empty one, or to go on with")
    nlex.add_argument(
        "--preview",
        type=int_at_least(1),
        metavar="N",
        help="make N rows and show them as an HTML page, on standard output; --out then names its file",
    )
    nlex.add_argument("--rows", type=int_at_least(1), metavar="N", help="at most (default: all)")
    nlex.add_argument("--seed", type=int, default=0, metavar="S", help="default: %(default)s")
    nlex.add_argument(
        "--style", choices=("full", "compact", "concise"), help="of explanations (default: full)"
    )
    _add_limits(nlex)
    nlex.add_argument(
        "--workers",
        type=int_at_least(1),
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes",
    )
    nlex.add_argument(
        "--exclude",
        nargs="+",
        default=[],
        metavar="SET",
        help="evaluation sets to keep out: a .jsonl with `code`, or a SOURCE; our own always are",
    )
    nlex.add_argument("--engine", choices=("local", "ray"), default="local", help="default: %(default)s")
    nlex.add_argument("--formats", type=_formats, default="jsonl", metavar="F,F", help="jsonl, parquet")
    nlex_model_options.add_nlex_arguments(nlex)
    text = "prompts with rewards (RL): predict outputs, solve problems, or both in a mix"
    rl = kinds.add_parser("rl", help=text, description=text)
    _add_rl(rl)
    rl.set_defaults(run=_run_rl)


def _add_limits(nlex: argparse.ArgumentParser) -> None:
    """Add the options that say which rows are made."""
    at_least_1 = int_at_least(1)
    for name, metavar, text in (
        ("--per-program", "N", "rows of one program, at most (default: 16; with --preview 2)"),
        ("--max-events", "N", "events of a run, at most (default: 4000)"),
        ("--max-row-tokens", "N", "tokens of a row, prompt and explanation, at most (default: any number)"),
    ):
        nlex.add_argument(name, type=at_least_1, metavar=metavar, help=text)
    nlex.add_argument(
        "--tokenizer",
        metavar="T",
        help="counts tokens: a folder with tokenizer.json, or a model's name (default: an estimate)",
    )


def run(options: argparse.Namespace) -> int:
    """Build, and say what was made; with --preview show some rows."""
    if options.preview is None and options.out is None:
        raise UsageError("nowhere to write: give --out FOLDER, or --preview N to look at some rows")
    if options.preview is None:
        return _build(options, options.out)
    return _preview(options)


def _preview(options: argparse.Namespace) -> int:
    """Make some rows in a folder that is thrown away, and write the page of them."""
    from ses_plugin.datasets.instances import read_rows
    from ses_plugin.training_data.nlex.card import preview_page

    if options.rows is not None or options.formats != "jsonl":
        raise UsageError("--preview N makes N rows to look at; leave out --rows and --formats")
    if options.out is not None and options.out.exists():
        raise UsageError(f"{options.out} exists; give another --out for the page, or leave it out")
    options.rows, options.per_program = options.preview, options.per_program or 2
    with tempfile.TemporaryDirectory() as folder:
        _build(options, Path(folder, "rows"))
        files = sorted(Path(folder, "rows").glob("*.jsonl"))
        rows = [row for file in files for row in read_rows(file, ("program",))]
    page = preview_page(rows, ", ".join(options.sources))
    if options.out is None:
        print(page)
    else:
        options.out.write_text(page, "utf-8", "backslashreplace")
    return 0


def _build(options: argparse.Namespace, folder: Path) -> int:
    """Build the data set in `folder`, and say what was made and what was dropped."""
    # Here, since they bring Hypothesis and all of tracing: `ses --help` shall be quick.
    from ses_plugin.training_data.nlex.build import build_dataset
    from ses_plugin.training_data.nlex.decontamination import evaluation_fingerprints
    from ses_plugin.training_data.nlex.engines import ENGINES
    from ses_plugin.training_data.nlex.files import import_pyarrow
    from ses_plugin.training_data.nlex.shards import plan_shards
    from ses_plugin.training_data.nlex.sources import harvest_sources, source_texts

    nlex_model_options.fill_defaults(options)
    if "parquet" in options.formats:
        import_pyarrow()  # before the work, not after
    started = time.perf_counter()
    calls = nlex_model_options.ModelCalls(options) if nlex_model_options.uses_model(options) else None
    kept_out = evaluation_fingerprints(text for name in options.exclude for text in source_texts(name))
    wanted = _row_options(options)
    todo = plan_shards(harvest_sources(options.sources, options.seed), kept_out, options.seed, wanted)
    engine: Engine = partial(ENGINES[options.engine], options.workers)
    if calls:
        engine = calls.around(engine)
    with calls or nullcontext(), _Shown(calls) as shown:
        made = build_dataset(todo, folder, _settings(options), engine, shown.tell)
    if folder == options.out:
        print(f"{folder}: " + ", ".join(f"{count} {name} rows" for name, count in made.rows.items()))
    if dropped := made.describe_dropped():
        print(dropped, file=sys.stderr)
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
    return 0


def _row_options(options: argparse.Namespace) -> RowOptions:
    """Return which rows are to be made. Raises UsageError for a tokenizer that is none."""
    from ses_plugin.training_data.nlex.rows import NO_EXPLANATION, RowOptions
    from ses_plugin.training_data.nlex.tokens import read_tokenizer

    if options.tokenizer is not None:
        read_tokenizer(options.tokenizer)  # before the work, not after
    default = RowOptions()
    return RowOptions(
        options.style if options.translate is None else NO_EXPLANATION,
        options.max_events or default.max_events,
        options.max_row_tokens,
        options.tokenizer,
        options.per_program or default.per_program,
    )


def _settings(options: argparse.Namespace) -> dict[str, object]:
    """Return what the rows depend on, as the data card has it."""
    limits = ("per_program", "max_events", "max_row_tokens", "tokenizer")
    names = ("sources", "rows", "seed", "style", *limits, "exclude", "formats")
    chosen = {name: getattr(options, name) for name in names}
    if options.translate is not None:
        del chosen["style"]
    return {**chosen, **nlex_model_options.nlex_settings(options)}


class _Shown:
    """Shows how far a build and its calls of a model are: a bar on a terminal, else a line now and then."""

    def __init__(self, calls: nlex_model_options.ModelCalls | None) -> None:
        try:
            from rich.progress import Progress as Bar
        except ImportError:
            raise MissingDependency("`ses data` needs rich: pip install 'ses_plugin[data]'") from None
        self._console = make_console()
        self._bar = Bar(console=self._console, transient=True, disable=not self._console.is_terminal)
        self._task = self._bar.add_task("programs")
        self._told = 0.0
        self._calls = calls

    def tell(self, progress: Progress) -> None:
        """Show `progress`."""
        text = f"{progress.rows} rows{self._calls.line() if self._calls else ''}"
        self._bar.update(self._task, total=progress.all_shards, completed=progress.shards, description=text)
        if self._bar.disable and time.monotonic() - self._told > _SECONDS:
            self._told = time.monotonic()
            self._console.print(f"{text}, {progress.shards} of {progress.all_shards} shards")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()


def _formats(text: str) -> str:
    names = text.split(",")
    if not set(names) <= {"jsonl", "parquet"}:
        raise argparse.ArgumentTypeError(f"{text!r}: jsonl, parquet, or both with a comma between")
    return ",".join(sorted(set(names)))


_SHOWN = 5
"""How many refused rows are told one by one."""


def _add_rl(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--predict",
        nargs="+",
        default=[],
        metavar="SOURCE",
        help="outputs to predict: 'embedded', or data made by `ses data nlex` (its folder, or a .jsonl)",
    )
    parser.add_argument(
        "--solve",
        nargs="+",
        default=[],
        metavar="SOURCE",
        help="problems to solve: problem packages, .json or .jsonl files of problems, a plugin's source",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="an empty one, or a new one"
    )
    parser.add_argument(
        "--share",
        type=_share,
        default=0.15,
        metavar="S",
        help="of predictions in a mix (default: %(default)s)",
    )
    parser.add_argument(
        "--weight",
        type=_weight,
        default=0.8,
        metavar="W",
        help="of predictions in a mix (default: %(default)s)",
    )
    parser.add_argument("--rows", type=int_at_least(1), metavar="N", help="at most")
    parser.add_argument("--seed", type=int_at_least(0), default=0, metavar="S", help="default: %(default)s")
    parser.add_argument(
        "--exclude",
        nargs="+",
        default=[],
        metavar="SET",
        help="evaluation sets to keep out: a .jsonl with `code`, or a source of `ses data nlex`",
    )


def _run_rl(options: argparse.Namespace) -> int:
    """Make the rows, and say what was made and what was refused."""
    from ses_plugin.adapters.trl.dataset_builder import (
        MixtureConfig,
        build_rl_dataset,
        check_empty,
        write_dataset,
    )
    from ses_plugin.errors import UsageError
    from ses_plugin.training_data.nlex.sources import source_texts

    if not options.predict and not options.solve:
        raise UsageError("nothing to make rows of: give --predict embedded, --solve FILE, or both")
    check_empty(options.out)  # before the work, not after
    mix = MixtureConfig(
        tuple(options.predict),
        tuple(options.solve),
        options.share,
        options.weight,
        options.rows,
        options.seed,
    )
    rows = build_rl_dataset(mix, (text for name in options.exclude for text in source_texts(name)))
    counts = write_dataset(options.out, rows, mix)
    print(f"{options.out}: " + ", ".join(f"{count} {name} rows" for name, count in counts.items()))
    if rows.shortage:
        print(rows.shortage, file=sys.stderr)
    for where, why in rows.refused[:_SHOWN]:
        print(f"refused: {where}: {why}", file=sys.stderr)
    if len(rows.refused) > _SHOWN:
        print(f"refused: {len(rows.refused)} in all; reasons are counted in the data card", file=sys.stderr)
    return 0


def _share(text: str) -> float:
    value = _number(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share between 0 and 1")
    return value


def _weight(text: str) -> float:
    value = _number(text)
    if not 0 < value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a weight above 0, of at most 100")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0
