"""The command line of `ses`: its commands, error messages and log records."""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version

from ses_plugin.cli import data, export, report, simulate, solve, trace, train
from ses_plugin.cli.doctor import doctor_report, tasks_dir
from ses_plugin.cli.output import make_console
from ses_plugin.errors import SesError, UsageError

# Each module has add(parser), which adds the options, and run(options), which returns the exit status.
_COMMANDS = (
    ("solve", solve, "write programs for problems, selected or repaired by predicted outputs"),
    ("simulate", simulate, "predict the output of a program"),
    ("data", data, "make training data"),
    ("train", train, "train a model with TRL, by a recipe or your own config"),
    ("report", report, "summarize runs, compare them, and write a page to look into them"),
    ("export", export, "convert the answers of an lm-eval run to the format of another suite"),
    ("trace", trace, "run a program in the sandbox and print its steps"),
)

TRACEBACK = "SES_TRACEBACK"
"""The environment variable that shows tracebacks of unexpected errors."""

LOG_ENV_VAR = "SES_LOG"
"""The environment variable with the lowest level of the log records that are shown."""

_LOG_LEVELS = ("debug", "info", "warning")

_MIN_FILES, _FILES = 64, 1024
"""The least limit of open files with which a command works, and the limit that it sets if it may."""

_HINTS = {
    errno.EMFILE: "; the limit of open files is reached: raise it (ulimit -n 1024)",
    errno.ENFILE: "; the machine's limit of open files is reached",
    errno.ENOSPC: "; make room, or give another place",
    errno.EDQUOT: "; make room, or give another place",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ses`; return the exit status. Every error is reported in one line."""
    _prepare_streams()
    options = _parser().parse_args(arguments)
    try:
        _raise_file_limit()
        if sys.stdout is None:
            raise UsageError("standard output is closed; send it to a file, or to /dev/null")
        with _log_to_stderr():
            return int(options.run(options))
    except SesError as error:
        return _report_error(str(error))
    except KeyboardInterrupt:
        return 130  # the status that shells use for SIGINT
    except OSError as error:
        _flush_output()
        if isinstance(error, BrokenPipeError):  # the reader has closed the pipe, as `| head` does
            return 1
        if os.environ.get(TRACEBACK):
            raise
        return _report_error(f"{error}{_HINTS.get(error.errno or 0, '')}")
    except MemoryError:
        return _report_error("out of memory; use a smaller input, or raise the limit (ulimit -v)")
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        return _report_error(
            f"a fault of ses itself: {type(error).__name__}: {error}; set {TRACEBACK}=1 for a traceback"
        )


def _report_error(text: str) -> int:
    with contextlib.suppress(OSError, AttributeError):  # standard error may be closed
        print(f"error: {text}", file=sys.stderr, flush=True)
    return 1


@contextlib.contextmanager
def _log_to_stderr() -> Iterator[None]:
    """Show log records of this package on standard error while the context lasts, if SES_LOG is set.

    Raises UsageError if its value is not a level.
    """
    level = os.environ.get(LOG_ENV_VAR, "").lower()
    if not level:
        yield
        return
    if level not in _LOG_LEVELS:
        raise UsageError(f"{LOG_ENV_VAR}={level}: no such level; allowed: {', '.join(_LOG_LEVELS)}")
    logger, handler = logging.getLogger("ses_plugin"), _log_handler()
    level_before, propagate_before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(level.upper())
    logger.propagate = False  # a library that a command loads may have added a handler to the root logger
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level_before)
        logger.propagate = propagate_before


def _log_handler() -> logging.Handler:
    """Return rich's handler on a terminal: plain lines would break the live line of progress."""
    handler: logging.Handler
    try:
        from rich.logging import RichHandler

        if make_console().is_terminal:
            handler = RichHandler(console=make_console(), show_path=False, log_time_format="[%X]")
            handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
            return handler
    except ImportError:
        pass
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def _prepare_streams() -> None:
    """Reserve the descriptors of closed standard streams; escape characters that can't be encoded.

    Otherwise the next opened file would get the descriptor of standard output or error. A model's text may
    have characters that the terminal's encoding lacks.
    """
    if os.name == "posix":
        while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(fd)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - open until exit
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _raise_file_limit() -> None:
    """Raise this process's limit of open files if it is low. Raises UsageError if it stays too low."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    target = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < target:
        resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
        soft = target
    if 0 <= soft < _MIN_FILES:
        raise UsageError(
            f"the limit of open files is {soft}, and ses needs {_MIN_FILES}: raise it with ulimit -n 1024"
        )


def _flush_output() -> None:
    """Flush standard output. If that fails, redirect it, or Python would print the error again at exit."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ses", description="Self-execution simulation for code LLMs.")
    parser.add_argument("--version", action="version", version=f"ses_plugin {version('ses_plugin')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, answer, text in (
        ("tasks-dir", tasks_dir, "print the folder of the lm-eval tasks for --include_path"),
        (
            "doctor",
            doctor_report,
            "print the installed libraries and plugins, and how lm-eval finds the tasks",
        ),
    ):
        command = commands.add_parser(name, help=text, description=_sentence(text))
        command.set_defaults(run=partial(_print, answer))
    for name, module, text in _COMMANDS:
        command = commands.add_parser(name, help=text, description=_sentence(text))
        module.add(command)
        command.set_defaults(run=module.run)
    return parser


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _print(answer: Callable[[], str], _: argparse.Namespace) -> int:
    print(answer())
    return 0
