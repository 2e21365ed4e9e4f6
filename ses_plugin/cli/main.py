"""The command line of `ses`: what can be asked, and how errors are told."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version

from ses_plugin.cli import trace
from ses_plugin.cli.doctor import report
from ses_plugin.cli.tasks_dir import tasks_dir
from ses_plugin.errors import SesError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ses`; return the exit status. An error that is meant for the user is one line."""
    options = _parser().parse_args(arguments)
    try:
        _show(options.answer(options))
    except SesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read has seen enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _show(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ses", description="Self-execution simulation for code LLMs.")
    parser.add_argument("--version", action="version", version=f"ses_plugin {version('ses_plugin')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, answer, text in (
        ("tasks-dir", tasks_dir, "print the folder of the lm-eval tasks, for --include_path"),
        ("doctor", report, "print what is installed here and how lm-eval finds the tasks"),
    ):
        commands.add_parser(name, help=text, description=text).set_defaults(answer=_without_options(answer))
    command = commands.add_parser("trace", help=trace.HELP, description=trace.HELP)
    trace.add_options(command)
    command.set_defaults(answer=trace.answer)
    return parser


def _without_options(answer: Callable[[], str]) -> Callable[[argparse.Namespace], str]:
    return lambda options: answer()
