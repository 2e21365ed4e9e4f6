"""The hooks by which plugins extend SES. Each returns extensions by name.

A package implements hooks in a module, marks them with `hookimpl`, and declares the module in the entry-point
group `ses_plugin`: see `docs/plugins.md`. Names begin with a lower-case letter and have only lower-case
letters, digits, `-` and `_`. Built-in names can't be replaced. Hooks are called once per process and should
return quickly: do slow work in the extensions.
"""

from __future__ import annotations

from collections.abc import Mapping

from pluggy import HookimplMarker, HookspecMarker

from ses_plugin.plugins import ProblemSource
from ses_plugin.prompts import PromptSet
from ses_plugin.scoring.judge_comparators import Comparator
from ses_plugin.strategies import Strategy

hookimpl = HookimplMarker("ses_plugin")
"""Marks a function as the implementation of the hook of its name."""

_hookspec = HookspecMarker("ses_plugin")


@_hookspec
def ses_strategies() -> Mapping[str, Strategy]:
    """Return strategies (instances of subclasses of `Strategy`). Every front end accepts their names."""
    raise NotImplementedError


@_hookspec
def ses_prompt_sets() -> Mapping[str, PromptSet]:
    """Return prompt sets, for the option `prompts`: `--metadata ses_prompts=NAME`."""
    raise NotImplementedError


@_hookspec
def ses_problem_sources() -> Mapping[str, ProblemSource]:
    """Return problem sources: `--metadata ses_problems=NAME` or `ses_problems=NAME:ARGUMENT`."""
    raise NotImplementedError


@_hookspec
def ses_comparators() -> Mapping[str, Comparator]:
    """Return comparators of outputs, for `Problem.comparator` and for rows of problems by name.

    They run in this process on the output of untrusted programs, so they must be pure and fast for any text.
    An exception becomes the verdict JE (judge's error).
    """
    raise NotImplementedError
