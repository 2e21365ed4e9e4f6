"""`ses report`: summarize and compare runs, as a page, as text or as JSON."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ses_plugin.errors import MissingDependency
from ses_plugin.files import check_output, write_output
from ses_plugin.report.page_data import PAGE_MARK, PageData

if TYPE_CHECKING:
    from ses_plugin.report.rows import Run

_DEFAULT_PAGE = Path("report.html")
_LIVE_SECONDS, _LINE_SECONDS = 0.2, 15.0

_OURS: dict[str, Callable[[bytes], object]] = {
    "html": lambda beginning: PAGE_MARK.encode() in beginning[:1000],
    "json": re.compile(rb'\{\s*"version": \d+,\s*"title": ').match,
    "text": re.compile(rb"ses report: ").match,
}
"""Whether a file with this beginning is an output of this command."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "runs",
        nargs="+",
        metavar="RUN",
        help="an output folder of lm_eval --log_samples, a samples file in it, or a file of ses solve "
        "--all; the first is compared with each of the others",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=f"the file to write (default: {_DEFAULT_PAGE} for html, else standard output)",
    )
    parser.add_argument(
        "--format",
        choices=tuple(_OURS),
        default="html",
        help="html: one page that opens without a network; text: a summary; json: the summary as data "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--no-debug",
        dest="debug",
        action="store_false",
        help="do not run the programs of output prediction tasks, which shows where explanations leave the "
        "real run",
    )
    parser.add_argument("--title", default="", metavar="TEXT", help="the title (default: the tasks)")


def run(options: argparse.Namespace) -> int:
    """Write the report; return the exit status. Raises UsageError for a run that can't be read."""
    _check_libraries()
    form = options.format
    out: Path | None = options.out or (_DEFAULT_PAGE if form == "html" else None)
    if out is not None:
        check_output(out, "--out", _OURS[form])  # before the work
    data = _page_data(options)
    if form == "text":
        _write_text(data, out)
        return 0
    text = _render_page(data) if form == "html" else json.dumps(data, indent=1) + "\n"
    if out is None:
        sys.stdout.write(text)
        return 0
    write_output(out, "--out", text)
    print(f"written to {out} ({len(text) / 1e6:.1f} MB)")
    return 0


def _check_libraries() -> None:
    """Raise MissingDependency without the libraries of the extra `report`."""
    for name in ("numpy", "scipy.stats"):
        try:
            import_module(name)
        except ImportError as error:
            raise MissingDependency(
                f"ses report needs {name.partition('.')[0]}: pip install 'ses_plugin[report]'"
            ) from error


def _page_data(options: argparse.Namespace) -> PageData:
    from ses_plugin.report.build import build_page_data
    from ses_plugin.report.loading import load_runs

    groups: list[tuple[Run, ...]] = [load_runs(path) for path in options.runs]
    progress = _Progress()
    data = build_page_data(
        groups,
        title=options.title,
        rows=options.format == "html",
        debug=options.debug,
        progress=progress.show,
    )
    progress.end()
    return data


class _Progress:
    """How many programs were run, on standard error: a live line on a terminal, else one now and then."""

    def __init__(self) -> None:
        self._is_live = sys.stderr is not None and sys.stderr.isatty()
        self._last = time.monotonic()
        self._shown = False

    def show(self, done: int, total: int) -> None:
        text = f"running programs beside their explanations: {done} of {total}"
        now = time.monotonic()
        if sys.stderr is None or now - self._last < (_LIVE_SECONDS if self._is_live else _LINE_SECONDS):
            return
        self._last, self._shown = now, True
        print(f"\r{text}" if self._is_live else text, end="" if self._is_live else "\n", file=sys.stderr)
        sys.stderr.flush()

    def end(self) -> None:
        """Remove the live line."""
        if self._is_live and self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _render_page(data: PageData) -> str:
    from ses_plugin.viewer import report_page

    return report_page(data)


def _write_text(data: PageData, out: Path | None) -> None:
    from ses_plugin.cli.report_text import render_text

    text = render_text(data, color=out is None)
    if out is None:
        sys.stdout.write(text)
    else:
        write_output(out, "--out", text)
        print(f"written to {out}")
