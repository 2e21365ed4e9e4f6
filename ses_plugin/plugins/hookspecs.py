"""The hooks by which another package adds to SES: each returns what it adds, by name.

A package implements those it wants in a module, marks them with `hookimpl`, and names the module in its
entry-point group `ses_plugin`: see `docs/plugins.md`. Names are of lower-case letters, digits,
`-` and `_`, beginning with a letter; what is built in can't be replaced. Hooks are called once for a
process and are to be quick: what is slow belongs into what they return.
"""

from __future__ import annotations

from collections.abc import Mapping

from pluggy import HookimplMarker, HookspecMarker

from ses_plugin.plugins.registry import ProblemSource
from ses_plugin.prompts import PromptSet
from ses_plugin.scoring.judge_comparators import Comparator
from ses_plugin.strategies import Strategy

hookimpl = HookimplMarker("ses_plugin")
"""Marks a function as the implementation of the hook of its name."""

_hookspec = HookspecMarker("ses_plugin")


@_hookspec
def ses_strategies() -> Mapping[str, Strategy]:
    """Return strategies, objects of classes derived from `Strategy`: every front end takes their names."""
    raise NotImplementedError


@_hookspec
def ses_prompt_sets() -> Mapping[str, PromptSet]:
    """Return prompt sets: `--metadata ses_prompts=NAME`."""
    raise NotImplementedError


@_hookspec
def ses_problem_sources() -> Mapping[str, ProblemSource]:
    """Return problem sources: `--metadata ses_problems=NAME` or `ses_problems=NAME:ARGUMENT`."""
    raise NotImplementedError


@_hookspec
def ses_comparators() -> Mapping[str, Comparator]:
    """Return comparators, which problems have as their `comparator` and rows of problems name.

    They are called in this process with whatever untrusted programs have printed: pure functions, quick on
    any text. One that raises is a judge's error (JE).
    """
    raise NotImplementedError
