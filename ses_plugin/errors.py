"""Errors that SES raises.

    SesError
    ├── UsageError          an argument, a file or an option is not usable as given
    │   └── Unsupported     a problem is as its data set has it, and can't be judged here
    ├── PluginError         what another package adds to SES can't be used
    ├── MissingDependency   an optional library is not installed
    ├── ModelError          a model answered none of the calls that a result needs
    └── SandboxError        foreign code could not be run at all

What a *program* does wrong (an exception, a time-out) and what a *model* writes wrong (no answer)
are values, never exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator


class SesError(Exception):
    """Base of every error that SES raises on purpose; its text is meant for the user."""


class UsageError(SesError):
    """An argument, a file or an option is not usable as given."""


class Unsupported(UsageError):
    """A problem is as its data set has it, and can't be judged here: a loader of many leaves it out."""


class PluginError(SesError):
    """What another package adds to SES can't be used; the text has the package, and how to switch it off."""


class MissingDependency(SesError):
    """An optional library is not installed; the text has the command that installs it."""


class ModelError(SesError):
    """A model answered none of the calls that a result needs; the text says why the first one failed."""


class SandboxError(SesError):
    """Foreign code could not be run at all, for a reason that is not the program's."""


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and then what it came from, from the last to the first."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
