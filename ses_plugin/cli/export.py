"""`ses export`: convert the answers of an lm-eval run to the format of another suite."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ses_plugin.adapters.lm_eval.sample_logs import read_sample_log
from ses_plugin.files import check_output, write_output

ExportedPrograms = Mapping[str, Sequence[str]]


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "format", choices=tuple(_WRITERS), metavar="FORMAT", help=f"one of {', '.join(_WRITERS)}"
    )
    parser.add_argument(
        "samples",
        type=Path,
        metavar="SAMPLES",
        help="a file samples_TASK_….jsonl that lm_eval --log_samples wrote",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="the file to write (default: standard output)"
    )


def run(options: argparse.Namespace) -> int:
    """Write, and return the exit status."""
    text = "".join(_WRITERS[options.format](read_sample_log(options.samples)))
    if options.out is None:
        sys.stdout.write(text)
        return 0
    # The file has no mark of its origin, so an existing one must have the same content or be refused.
    check_output(options.out, "--out", text.encode().startswith)
    write_output(options.out, "--out", text)
    return 0


def _evalplus(answers: ExportedPrograms) -> Iterator[str]:
    """Yield a line for each program. EvalPlus capitalizes the ids of MBPP."""
    for name, programs in answers.items():
        task = name.replace("mbpp/", "Mbpp/", 1) if name.startswith("mbpp/") else name
        for program in programs:
            yield json.dumps({"task_id": task, "solution": program}) + "\n"


def _livecodebench(answers: ExportedPrograms) -> Iterator[str]:
    """Yield the JSON list that LiveCodeBench's custom evaluator reads."""
    rows = [{"question_id": name, "code_list": [*programs]} for name, programs in answers.items()]
    yield json.dumps(rows, indent=1) + "\n"


_WRITERS = {"evalplus": _evalplus, "livecodebench": _livecodebench}
