"""What other packages add (`hookspecs`): found, checked, and looked up by name.

Nothing of another package is imported until a name is asked for that is not built in, and a package that is
broken harms nobody who asks for what others have. `SES_NO_PLUGINS=package,package`, or `all`, leaves
packages out.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Generic, TypeVar

from ses_plugin.errors import PluginError, SesError, UsageError
from ses_plugin.prompts import PROMPT_SETS, PromptSet
from ses_plugin.scoring.judge_comparators import Comparator
from ses_plugin.strategies import (
    STRATEGIES,
    CallBounds,
    CandidateSource,
    Flow,
    Strategy,
    StrategyOptions,
    StrategyResult,
)
from ses_plugin.types.problem import Problem, PublicProblem
from ses_plugin.types.program import Program

_log = logging.getLogger(__name__)

ENTRY_POINT_GROUP = "ses_plugin"
"""The entry-point group, and pluggy's name of the project."""

DISABLE_ENV_VAR = "SES_NO_PLUGINS"

ProblemSource = Callable[[str], Iterable[Problem]]
"""Yields problems; its argument is what the user wrote after the name and a colon, "" for nothing."""

T = TypeVar("T")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, eq=False)
class PluginKind(Generic[T]):
    """A kind of thing that is added: its hook, and what a value has to be."""

    noun: str
    hook: str
    expected_type: str
    fits: Callable[[object], bool]
    built_in: tuple[str, ...] = ()


STRATEGY: PluginKind[Strategy] = PluginKind(
    "strategy",
    "ses_strategies",
    "an object of a class derived from Strategy",
    lambda value: isinstance(value, Strategy),
    tuple(STRATEGIES),
)
PROMPT_SET: PluginKind[PromptSet] = PluginKind(
    "prompt set",
    "ses_prompt_sets",
    "a PromptSet",
    lambda value: isinstance(value, PromptSet),
    tuple(PROMPT_SETS),
)
PROBLEM_SOURCE: PluginKind[ProblemSource] = PluginKind(
    "problem source", "ses_problem_sources", "a function", callable
)
COMPARATOR: PluginKind[Comparator] = PluginKind(
    "comparator",
    "ses_comparators",
    "an object with a method accepts(output, expected)",
    lambda value: callable(getattr(value, "accepts", None)) and not isinstance(value, type),
    (
        "ExactMatch",
        "LineMatch",
        "LiteralMatch",
        "OutputValidator",
        "TokenMatch",
        "ValueMatch",
    ),  # as rows of problems name them
)
PLUGIN_KINDS: tuple[PluginKind[Any], ...] = (STRATEGY, PROMPT_SET, PROBLEM_SOURCE, COMPARATOR)


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed package that adds something."""

    package: str
    version: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}"

    def error(self, what: str) -> PluginError:
        """Return an error that names the package and says how to do without it."""
        return PluginError(f"plugin {self}: {what}; {DISABLE_ENV_VAR}={self.package} switches it off")

    @contextmanager
    def blame(self, what: str) -> Iterator[None]:
        """Raise as PluginError what this plugin's code raises, unless it is meant for the user as it is."""
        try:
            yield
        except SesError:
            raise
        except (Exception, SystemExit) as error:
            raise self.error(f"{what}: {_describe_error(error)}") from error


@dataclass(frozen=True, slots=True)
class Registration(Generic[T]):
    """What a plugin adds under a name."""

    kind: PluginKind[T]
    name: str
    value: T
    plugin: Plugin


@dataclass(frozen=True, slots=True)
class Registry:
    """The plugins that are installed, `enabled` and `disabled`, and the registrations that they add.

    `errors` tell which registrations can't be used, and why.
    """

    enabled: tuple[Plugin, ...]
    disabled: tuple[Plugin, ...]
    registrations: tuple[Registration[Any], ...]
    errors: tuple[PluginError, ...]

    def find(self, kind: PluginKind[T], name: str) -> Registration[T]:
        """Return what is added under `name`.

        Raises UsageError if nothing is, with all that is known; PluginError if two packages add it.
        """
        offers = [offer for offer in self.registrations if offer.kind is kind and offer.name == name]
        if len(offers) > 1:
            packages = " and ".join(str(offer.plugin) for offer in offers)
            raise PluginError(
                f"{packages} all have a {kind.noun} {name!r}; "
                f"{DISABLE_ENV_VAR}={offers[0].plugin.package} switches the first off"
            )
        if not offers:
            raise UsageError(f"no {kind.noun} {name!r} is known; {self._known(kind)}")
        return offers[0]

    def _known(self, kind: PluginKind[Any]) -> str:
        added = [f"{offer.name} ({offer.plugin})" for offer in self.registrations if offer.kind is kind]
        known = f"known: {', '.join((*kind.built_in, *added)) or 'none'}"
        return "; ".join((known, *map(str, self.errors)))


@cache
def shared_registry() -> Registry:
    """Return what is installed here, loaded once for this process."""
    return load_plugins(entry_points(group=ENTRY_POINT_GROUP), os.environ.get(DISABLE_ENV_VAR, ""))


def load_plugins(entries: Iterable[EntryPoint], switched_off: str = "") -> Registry:
    """Return what the modules at these entry points add; `switched_off` has the form of SES_NO_PLUGINS."""
    off = {_normal(name) for name in switched_off.split(",") if name.strip()}
    found = sorted(((_plugin(entry), entry) for entry in entries), key=lambda one: (str(one[0]), one[1].name))
    plugins = list(dict.fromkeys(plugin for plugin, _ in found))
    on = [plugin for plugin in plugins if not off & {"all", _normal(plugin.package)}]
    added = [one for plugin, entry in found if plugin in on for one in _register(plugin, entry)]
    for one in added:
        _log.info("%s", one if isinstance(one, PluginError) else f"{one.plugin}: {one.kind.noun} {one.name}")
    return Registry(
        enabled=tuple(on),
        disabled=tuple(plugin for plugin in plugins if plugin not in on),
        registrations=tuple(one for one in added if isinstance(one, Registration)),
        errors=tuple(one for one in added if isinstance(one, PluginError)),
    )


def get_strategy(name: str) -> Strategy:
    """Return the strategy of this name. Raises UsageError and PluginError as `Registry.find` does."""
    return STRATEGIES[name] if name in STRATEGIES else _PluginStrategy(shared_registry().find(STRATEGY, name))


def get_prompt_set(name: str) -> PromptSet:
    """Return the prompt set of this name. Raises UsageError and PluginError as `Registry.find` does."""
    return PROMPT_SETS[name] if name in PROMPT_SETS else shared_registry().find(PROMPT_SET, name).value


def get_comparator(name: str) -> Comparator:
    """Return a package's comparator. Raises UsageError and PluginError as `Registry.find` does."""
    return shared_registry().find(COMPARATOR, name).value


def comparator_name(comparator: object) -> str:
    """Return the name under which a package adds `comparator`. Raises UsageError if none does."""
    for offer in shared_registry().registrations:
        if offer.kind is COMPARATOR and offer.value == comparator:
            return offer.name
    raise UsageError(
        f"comparator {comparator!r}: not built in, and no package adds it by the hook {COMPARATOR.hook}, "
        "so a row can't name it"
    )


def is_valid_name(text: str) -> bool:
    """Return whether a package may add something under `text`."""
    return _NAME.fullmatch(text) is not None


class _PluginStrategy(Strategy):
    """A plugin's strategy; its errors name the package, and what it returns is checked."""

    def __init__(self, offer: Registration[Strategy]) -> None:
        self._offer, strategy = offer, offer.value
        # Class attributes of a strategy, here those of this one object.
        self.needs_examples, self.selects = strategy.needs_examples, strategy.selects  # type: ignore[misc]
        self.uses, self.own_options = strategy.uses, strategy.own_options  # type: ignore[misc]

    def run(
        self, problem: PublicProblem, options: StrategyOptions, source: CandidateSource
    ) -> Flow[StrategyResult]:
        with self._blame():
            result = yield from self._offer.value.run(problem, options, source)
            if not isinstance(result, StrategyResult):
                raise TypeError(f"it returned {type(result).__name__}, not a StrategyResult")
            if not isinstance(result.program, Program | None):
                raise TypeError(f"its program is {type(result.program).__name__}, not a Program or None")
            return result

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        with self._blame():
            return self._offer.value.call_bounds(problem, options)

    def _blame(self) -> AbstractContextManager[None]:
        return self._offer.plugin.blame(f"strategy {self._offer.name!r} failed")


def _register(plugin: Plugin, entry: EntryPoint) -> Iterator[Registration[Any] | PluginError]:
    """Yield what one entry point adds, and what of it can't be used."""
    try:
        hooks = _hooks(entry)
    except (Exception, SystemExit) as error:
        yield plugin.error(f"{entry.value} can't be loaded: {_describe_error(error)}")
        return
    for kind in PLUGIN_KINDS:
        caller = getattr(hooks, kind.hook)
        try:
            # pluggy drops None, which a hook that forgot to return would give
            given = (caller() or [None]) if caller.get_hookimpls() else []
        except (Exception, SystemExit) as error:
            yield plugin.error(f"{kind.hook} failed: {_describe_error(error)}")
            continue
        for names in given:
            yield from _check_registrations(plugin, kind, names)


def _hooks(entry: EntryPoint) -> Any:
    """Return the hooks of one entry point: a manager for each, so that one that is broken breaks no other."""
    from pluggy import PluginManager

    from ses_plugin.plugins import hookspecs

    manager, module = PluginManager(ENTRY_POINT_GROUP), entry.load()
    manager.add_hookspecs(hookspecs)
    manager.register(module)
    manager.check_pending()
    if not manager.get_hookcallers(module):
        raise TypeError("it has no hook; is @hookimpl missing?")
    return manager.hook


def _check_registrations(
    plugin: Plugin, kind: PluginKind[T], names: object
) -> Iterator[Registration[T] | PluginError]:
    if not isinstance(names, Mapping):
        yield plugin.error(f"{kind.hook} returned {type(names).__name__}, not a mapping from names")
        return
    for name, value in names.items():
        if name in kind.built_in:
            yield plugin.error(f"{kind.noun} {name!r} is built into ses_plugin and can't be replaced")
        elif not isinstance(name, str) or not is_valid_name(name):
            yield plugin.error(f"{kind.noun} {name!r}: a name has lower-case letters, digits, - and _ alone")
        elif not kind.fits(value):
            yield plugin.error(f"{kind.noun} {name!r} is {type(value).__name__}, not {kind.expected_type}")
        else:
            yield Registration(kind, name, value, plugin)


def _plugin(entry: EntryPoint) -> Plugin:
    return Plugin(entry.dist.name, entry.dist.version) if entry.dist else Plugin(entry.value, "")


def _normal(package: str) -> str:
    """Return a package's name in the form in which all its spellings are the same (PEP 503)."""
    return re.sub(r"[-_.]+", "-", package.strip()).lower()


def _describe_error(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())  # pluggy writes several lines
