"""`ses train`: a thin front of TRL's trainers. Keys are TRL's own; recipes are in the package."""

from __future__ import annotations

import argparse

from ses_plugin.errors import MissingDependency

_KINDS = (
    ("sft", "learn from explained executions (`ses data nlex`), loss only on the answers"),
    ("grpo", "learn by rewards (`ses data rl`): predict outputs, solve problems, or both"),
    ("self-rlef", "learn to solve, and to fix by what tests give (`ses data rl`)"),
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    kinds = parser.add_subparsers(required=True, metavar="KIND", dest="kind")
    for name, text in _KINDS:
        kind = kinds.add_parser(name, help=text, description=text)
        kind.add_argument(
            "--config", required=True, metavar="FILE", help="a YAML file, or a recipe's name, as small/sft"
        )
        kind.add_argument(
            "--dry-run", action="store_true", help="check the data; tell sizes, steps and an estimate"
        )
        kind.add_argument(
            "options", nargs="*", metavar="-- --KEY VALUE", help="TRL's own keys, which win over the file's"
        )


def run(options: argparse.Namespace) -> int:
    """Train, or tell what would be done."""
    try:
        from ses_plugin.adapters.trl.train import train
    except ImportError as error:
        raise MissingDependency(
            f"`ses train` needs TRL ({error}): install torch for this machine, then "
            "pip install 'ses_plugin[train]'"
        ) from error
    train(options.kind, options.config, options.options, dry_run=options.dry_run)
    return 0
