"""`ses data`: make training data. `nlex` (explained executions, from code) is here, `rl` in `rl_data`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ses_plugin.cli import nlex_model_options, rl_data
from ses_plugin.cli.option_flags import int_at_least
from ses_plugin.cli.output import make_console
from ses_plugin.errors import MissingDependency

if TYPE_CHECKING:
    from ses_plugin.training_data.nlex.build import Progress
    from ses_plugin.training_data.nlex.engines import Engine

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
    nlex.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="an empty one, or to go on with"
    )
    nlex.add_argument("--rows", type=int_at_least(1), metavar="N", help="at most (default: all)")
    nlex.add_argument("--seed", type=int, default=0, metavar="S", help="default: %(default)s")
    nlex.add_argument("--style", choices=("full", "concise"), help="of explanations (default: full)")
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
    rl_data.add(rl)
    rl.set_defaults(run=rl_data.run)


def run(options: argparse.Namespace) -> int:
    """Build, and say what was made."""
    # Here, since they bring Hypothesis and all of tracing: `ses --help` shall be quick.
    from ses_plugin.training_data.nlex.build import build_dataset
    from ses_plugin.training_data.nlex.decontamination import evaluation_fingerprints
    from ses_plugin.training_data.nlex.engines import ENGINES
    from ses_plugin.training_data.nlex.files import import_pyarrow
    from ses_plugin.training_data.nlex.rows import NO_EXPLANATION
    from ses_plugin.training_data.nlex.shards import plan_shards
    from ses_plugin.training_data.nlex.sources import harvest_sources, source_texts

    nlex_model_options.fill_defaults(options)
    if "parquet" in options.formats:
        import_pyarrow()  # before the work, not after
    started = time.perf_counter()
    calls = nlex_model_options.ModelCalls(options) if nlex_model_options.uses_model(options) else None
    kept_out = evaluation_fingerprints(text for name in options.exclude for text in source_texts(name))
    style = options.style if options.translate is None else NO_EXPLANATION
    todo = plan_shards(harvest_sources(options.sources, options.seed), kept_out, options.seed, style)
    engine: Engine = partial(ENGINES[options.engine], options.workers)
    if calls:
        engine = calls.around(engine)
    with calls or nullcontext(), _Shown(calls) as shown:
        counts = build_dataset(todo, options.out, _settings(options), engine, shown.tell)
    print(f"{options.out}: " + ", ".join(f"{count} {name} rows" for name, count in counts.items()))
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
    return 0


def _settings(options: argparse.Namespace) -> dict[str, object]:
    """Return what the rows depend on, as the data card has it."""
    names = ("sources", "rows", "seed", "style", "exclude", "formats")
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
