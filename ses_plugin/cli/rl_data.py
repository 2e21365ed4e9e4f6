"""`ses data rl`: make the rows that GRPO and Self-RLEF train on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ses_plugin.cli.option_flags import int_at_least

_SHOWN = 5
"""How many refused rows are told one by one."""


def add(parser: argparse.ArgumentParser) -> None:
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


def run(options: argparse.Namespace) -> int:
    """Make the rows, and say what was made and what was refused."""
    from ses_plugin.adapters.trl.dataset_builder import (
        MixtureConfig,
        build_dataset,
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
    rows = build_dataset(mix, (text for name in options.exclude for text in source_texts(name)))
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
