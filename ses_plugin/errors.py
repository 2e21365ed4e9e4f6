"""Errors that SES raises.

    SesError
    ├── UsageError          an argument, a file or an option is invalid
    │   └── Unsupported     a problem of a data set is well-formed, but can't be judged here
    ├── PluginError         a plugin is broken
    ├── MissingDependency   an optional library is not installed
    ├── ModelError          a model answered none of the calls that a result needs
    └── SandboxError        programs can't be run at all

Faults of a *program* (an exception, a timeout) and of a *model's text* (no answer) are values, never
exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator


class SesError(Exception):
    """Base of every error that SES raises on purpose; its message is for the user."""


class UsageError(SesError):
    """An argument, a file or an option is invalid. The message names it, what is allowed, and what to do."""


class Unsupported(UsageError):
    """A problem is well-formed but can't be judged here; a loader of many problems skips it."""


class PluginError(SesError):
    """A plugin is broken. The message names the package and how to disable it."""


class MissingDependency(SesError):
    """An optional library is not installed. The message has the command that installs it."""


class ModelError(SesError):
    """A model answered none of the calls that a result needs; the text says why the first one failed."""


class SandboxError(SesError):
    """Programs can't be run at all, for a reason that is not the program's."""


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and then its causes, from the last to the first."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
