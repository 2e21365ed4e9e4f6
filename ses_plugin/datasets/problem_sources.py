"""Problems by what a user writes: a path, or the name of a source that a package adds."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ses_plugin.datasets.problem_sets.read import LeftOut, load
from ses_plugin.errors import UsageError
from ses_plugin.plugins import PROBLEM_SOURCE, is_name, shared
from ses_plugin.problems import Problem


def is_path(named: str) -> bool:
    """Return whether a path is named, and no plugin's source."""
    return os.path.exists(os.path.expanduser(named)) or not is_name(named.partition(":")[0])


def problems_of(named: str, left_out: LeftOut | None = None) -> Iterator[Problem]:
    """Yield the problems of `named`: a path (see `problem_sets.read.load`), or NAME or NAME:ARGUMENT.

    What exists is a path; `NAME:` always means the source. `left_out` is that of `load`. Raises UsageError if
    there is neither, and PluginError if a source fails or yields anything else than problems.
    """
    if is_path(named):
        yield from load(os.path.expanduser(named), left_out=left_out)
        return
    name, _, argument = named.partition(":")
    try:
        offer = shared().find(PROBLEM_SOURCE, name)
    except UsageError as error:
        raise UsageError(f"{named}: no such file or folder here, and {error}") from error
    with offer.plugin.blamed(f"problem source {name!r} failed"):
        for problem in offer.value(argument):
            if not isinstance(problem, Problem):
                raise TypeError(f"it yields {type(problem).__name__}, not Problem")
            yield problem
