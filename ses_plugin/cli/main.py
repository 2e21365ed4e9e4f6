"""The command line of `ses`: what can be asked, and how errors are told."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version

from ses_plugin.cli import data, export, simulate, solve, trace, train
from ses_plugin.cli.doctor import report
from ses_plugin.cli.tasks_dir import tasks_dir
from ses_plugin.errors import SesError

# Each has add(parser), which adds its options, and run(options), which returns the exit status.
_COMMANDS = (
    ("solve", solve, "write a program for a problem, checked by predicted outputs"),
    ("simulate", simulate, "predict what a program prints"),
    ("data", data, "make training data"),
    ("train", train, "train a model through TRL, by a recipe or a config of your own"),
    ("export", export, "write the answers of an lm-eval run as other suites take them"),
    ("trace", trace, "run a program in the sandbox and show each of its steps"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ses`; return the exit status. An error that is meant for the user is one line."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except SesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # as shells have it
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # whoever read has seen enough (`| head`)
            print(f"error: {error}", file=sys.stderr)
        _give_up_unwritten()
        return 1


def _give_up_unwritten() -> None:
    """Write what is left of the standard output; where that fails, have it not tried again at exit."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ses", description="Self-execution simulation for code LLMs.")
    parser.add_argument("--version", action="version", version=f"ses_plugin {version('ses_plugin')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, answer, text in (
        ("tasks-dir", tasks_dir, "print the folder of the lm-eval tasks, for --include_path"),
        ("doctor", report, "print what is installed here and how lm-eval finds the tasks"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=partial(_print, answer))
    for name, module, text in _COMMANDS:
        command = commands.add_parser(name, help=text, description=text)
        module.add(command)
        command.set_defaults(run=module.run)
    return parser


def _print(answer: Callable[[], str], _: argparse.Namespace) -> int:
    print(answer())
    return 0
