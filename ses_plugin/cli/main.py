"""The command line of `ses`: its commands, how errors are told, and log records."""

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

from ses_plugin.cli import data, export, simulate, solve, trace, train
from ses_plugin.cli.doctor import doctor_report, tasks_dir
from ses_plugin.cli.output import make_console
from ses_plugin.errors import SesError, UsageError

# Each has add(parser), which adds its options, and run(options), which returns the exit status.
_COMMANDS = (
    ("solve", solve, "write a program for a problem, checked by predicted outputs"),
    ("simulate", simulate, "predict what a program prints"),
    ("data", data, "make training data"),
    ("train", train, "train a model through TRL, by a recipe or a config of your own"),
    ("export", export, "write the answers of an lm-eval run as other suites take them"),
    ("trace", trace, "run a program in the sandbox and show each of its steps"),
)

TRACEBACK = "SES_TRACEBACK"
"""The environment variable that has errors of ours shown with where they come from."""

LOG_ENV_VAR = "SES_LOG"
"""The environment variable with the level from which log records of this package are shown."""

_LOG_LEVELS = ("debug", "info", "warning")

_FEWEST_FILES, _FILES = 64, 1024
"""How many open files a command needs, and how many it takes if it may."""

_HINTS = {
    errno.EMFILE: "; this process may not open more files: raise its limit (ulimit -n 1024)",
    errno.ENFILE: "; this machine has no room for more open files",
    errno.ENOSPC: "; make room, or give another place",
    errno.EDQUOT: "; make room, or give another place",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ses`; return the exit status. An error is one line, whatever it is."""
    _hold_streams()
    options = _parser().parse_args(arguments)
    try:
        _have_files()
        if sys.stdout is None:
            raise UsageError("standard output is closed; send it to a file, or to /dev/null")
        with _shown_log():
            return int(options.run(options))
    except SesError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return 130  # as shells have it
    except OSError as error:
        _give_up_unwritten()
        if isinstance(error, BrokenPipeError):  # whoever read has seen enough (`| head`)
            return 1
        if os.environ.get(TRACEBACK):
            raise
        return _failed(f"{error}{_HINTS.get(error.errno or 0, '')}")
    except MemoryError:
        return _failed("this process has no more memory; give less at a time, or raise its limit (ulimit -v)")
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        return _failed(
            f"a fault of ses itself: {type(error).__name__}: {error}; {TRACEBACK}=1 shows where, for a report"
        )


def _failed(text: str) -> int:
    with contextlib.suppress(OSError, AttributeError):  # whoever closed standard error wants to hear nothing
        print(f"error: {text}", file=sys.stderr, flush=True)
    return 1


@contextlib.contextmanager
def _shown_log() -> Iterator[None]:
    """Show log records of this package on standard error while the context lasts, if SES_LOG has a level.

    Raises UsageError for a value that is no level.
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
    """Return rich's handler if progress may be shown as a live line, which plain lines would break."""
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


def _hold_streams() -> None:
    """Keep the numbers of closed standard streams from files; have what can't be written spelled out.

    A text of a model may have any character, whatever the terminal's encoding is.
    """
    if os.name == "posix":
        while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(fd)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _have_files() -> None:
    """Raise this process's limit of open files where it is low. Raises UsageError if it may not."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    if 0 <= soft < _FEWEST_FILES:
        raise UsageError(
            f"this process may have {soft} files open, and ses needs {_FEWEST_FILES}: raise its limit, "
            "as by ulimit -n 1024"
        )


def _give_up_unwritten() -> None:
    """Write what is left of the standard output; where that fails, have it not tried again at exit."""
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
        ("tasks-dir", tasks_dir, "print the folder of the lm-eval tasks, for --include_path"),
        ("doctor", doctor_report, "print what is installed here and how lm-eval finds the tasks"),
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
