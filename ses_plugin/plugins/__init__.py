"""Plugins: extensions of SES by other packages, loaded with pluggy through the hooks in `hookspecs`.

Plugins are imported when a name is looked up that is not built-in. A broken plugin does not affect the names
of others. `SES_NO_PLUGINS=package,package`, or `all`, disables plugins.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
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
    ExecuteRequest,
    Flow,
    Request,
    Response,
    SampleRequest,
    Strategy,
    StrategyOptions,
    StrategyResult,
)
from ses_plugin.types.problem import Problem, PublicProblem
from ses_plugin.types.program import Program
from ses_plugin.types.result_value import from_plain, to_plain

_log = logging.getLogger(__name__)

ENTRY_POINT_GROUP = "ses_plugin"
"""The entry-point group of plugins, and the project name for pluggy."""

DISABLE_ENV_VAR = "SES_NO_PLUGINS"

ProblemSource = Callable[[str], Iterable[Problem]]
"""Yields problems. Its argument is the user's text after the name and a colon; "" without one."""

T = TypeVar("T")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, eq=False)
class PluginKind(Generic[T]):
    """A kind of extension: its hook, and the check of its values.

    Attributes:
        noun: Its name in messages.
        hook: The name of the hook.
        expected_type: The allowed values, in words.
        fits: Whether a value is allowed.
        built_in: The built-in names, which plugins can't replace.
    """

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
    ),  # the names in rows of problems
)
PLUGIN_KINDS: tuple[PluginKind[Any], ...] = (STRATEGY, PROMPT_SET, PROBLEM_SOURCE, COMPARATOR)


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed package with extensions."""

    package: str
    version: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}"

    def error(self, what: str) -> PluginError:
        """Return an error that names the package and how to disable it."""
        return PluginError(f"plugin {self}: {what}; {DISABLE_ENV_VAR}={self.package} disables it")

    @contextmanager
    def blame(self, what: str) -> Iterator[None]:
        """Convert exceptions of this plugin's code to PluginError, except errors of ours."""
        try:
            yield
        except SesError:
            raise
        except (Exception, SystemExit) as error:
            raise self.error(f"{what}: {_describe_error(error)}") from error


@dataclass(frozen=True, slots=True)
class Registration(Generic[T]):
    """An extension of a plugin, and its name."""

    kind: PluginKind[T]
    name: str
    value: T
    plugin: Plugin


@dataclass(frozen=True, slots=True)
class Registry:
    """The installed plugins and their extensions.

    Attributes:
        enabled: The plugins in use.
        disabled: The plugins that SES_NO_PLUGINS disables.
        registrations: The usable extensions.
        errors: Why other extensions can't be used.
    """

    enabled: tuple[Plugin, ...]
    disabled: tuple[Plugin, ...]
    registrations: tuple[Registration[Any], ...]
    errors: tuple[PluginError, ...]

    def find(self, kind: PluginKind[T], name: str) -> Registration[T]:
        """Return the extension with this name.

        Raises:
            UsageError: There is none; the message lists the known names.
            PluginError: Two packages add the name.
        """
        matches = [
            registration
            for registration in self.registrations
            if registration.kind is kind and registration.name == name
        ]
        if len(matches) > 1:
            packages = " and ".join(str(registration.plugin) for registration in matches)
            raise PluginError(
                f"{packages} all have a {kind.noun} {name!r}; "
                f"{DISABLE_ENV_VAR}={matches[0].plugin.package} disables the first"
            )
        if not matches:
            raise UsageError(f"no {kind.noun} {name!r} is known; {self._list_known(kind)}")
        return matches[0]

    def _list_known(self, kind: PluginKind[Any]) -> str:
        added = [
            f"{registration.name} ({registration.plugin})"
            for registration in self.registrations
            if registration.kind is kind
        ]
        known = f"known: {', '.join((*kind.built_in, *added)) or 'none'}"
        return "; ".join((known, *map(str, self.errors)))


@cache
def shared_registry() -> Registry:
    """Return the registry of all installed plugins, loaded once per process."""
    return load_plugins(entry_points(group=ENTRY_POINT_GROUP), os.environ.get(DISABLE_ENV_VAR, ""))


def load_plugins(entries: Iterable[EntryPoint], disabled_packages: str = "") -> Registry:
    """Load the plugins at these entry points. `disabled_packages` has the form of SES_NO_PLUGINS."""
    disabled = {_normalize_name(name) for name in disabled_packages.split(",") if name.strip()}
    plugin_entries = sorted(
        ((_plugin(entry), entry) for entry in entries), key=lambda item: (str(item[0]), item[1].name)
    )
    plugins = list(dict.fromkeys(plugin for plugin, _ in plugin_entries))
    on = [plugin for plugin in plugins if not disabled & {"all", _normalize_name(plugin.package)}]
    added = [item for plugin, entry in plugin_entries if plugin in on for item in _register(plugin, entry)]
    for item in added:
        _log.info(
            "%s", item if isinstance(item, PluginError) else f"{item.plugin}: {item.kind.noun} {item.name}"
        )
    return Registry(
        enabled=tuple(on),
        disabled=tuple(plugin for plugin in plugins if plugin not in on),
        registrations=tuple(item for item in added if isinstance(item, Registration)),
        errors=tuple(item for item in added if isinstance(item, PluginError)),
    )


def get_strategy(name: str) -> Strategy:
    """Return the strategy of this name. Raises UsageError and PluginError as `Registry.find` does."""
    return STRATEGIES[name] if name in STRATEGIES else _PluginStrategy(shared_registry().find(STRATEGY, name))


def get_prompt_set(name: str) -> PromptSet:
    """Return the prompt set of this name. Raises UsageError and PluginError as `Registry.find` does."""
    return PROMPT_SETS[name] if name in PROMPT_SETS else shared_registry().find(PROMPT_SET, name).value


def get_comparator(name: str) -> Comparator:
    """Return a plugin's comparator. Raises UsageError and PluginError as `Registry.find` does."""
    return shared_registry().find(COMPARATOR, name).value


def comparator_name(comparator: object) -> str:
    """Return the name under which a plugin adds `comparator`. Raises UsageError if none does."""
    for registration in shared_registry().registrations:
        if registration.kind is COMPARATOR and registration.value == comparator:
            return registration.name
    raise UsageError(
        f"comparator {comparator!r}: not built in, and no package adds it by the hook {COMPARATOR.hook}, "
        "so a row can't name it"
    )


def is_valid_name(text: str) -> bool:
    """Return whether `text` is allowed as the name of an extension."""
    return _NAME.fullmatch(text) is not None


class _PluginStrategy(Strategy):
    """A plugin's strategy. Its errors name the package, and its results are checked."""

    def __init__(self, registration: Registration[Strategy]) -> None:
        self._registration, strategy = registration, registration.value
        # Class attributes of strategies; here instance attributes, copied from the plugin's strategy.
        self.needs_examples, self.selects = strategy.needs_examples, strategy.selects  # type: ignore[misc]
        self.uses, self.own_options = strategy.uses, strategy.own_options  # type: ignore[misc]

    def run(
        self, problem: PublicProblem, options: StrategyOptions, source: CandidateSource
    ) -> Flow[StrategyResult]:
        with self._blame():
            flow = self._registration.value.run(problem, options, source)
            responses: tuple[Response, ...] | None = None
            try:
                while True:
                    requests = next(flow) if responses is None else flow.send(responses)
                    responses = yield _check_round(requests)
            except StopIteration as stop:
                return _check_result(stop.value)
            finally:
                if isinstance(flow, Generator):
                    flow.close()

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        with self._blame():
            bounds = self._registration.value.call_bounds(problem, options)
            if not isinstance(bounds, CallBounds):
                raise TypeError(f"its call_bounds returned {type(bounds).__name__}, not CallBounds")
            counts = (bounds.first, bounds.least, *(bounds.most or {}).values())
            if not all(type(count) is int and count >= 0 for count in counts):
                raise TypeError(f"its call_bounds returned {bounds}; counts are integers from 0 on")
            return bounds

    def _blame(self) -> AbstractContextManager[None]:
        return self._registration.plugin.blame(f"strategy {self._registration.name!r} failed")


def _check_round(requests: object) -> tuple[Request, ...]:
    """Return a round of a plugin's strategy. Raises TypeError unless it is one request or more."""
    if not isinstance(requests, list | tuple) or not requests:
        raise TypeError(f"it yielded {requests!r:.100}, not a tuple of one request or more")
    for request in requests:
        if not isinstance(request, SampleRequest | ExecuteRequest):
            raise TypeError(f"it yielded {request!r:.100}, not a SampleRequest or an ExecuteRequest")
    return tuple(requests)


def _check_result(result: object) -> StrategyResult:
    """Return a plugin's result. Raises TypeError or UsageError for fields of other types."""
    if not isinstance(result, StrategyResult):
        raise TypeError(f"it returned {type(result).__name__}, not a StrategyResult")
    if not isinstance(result.program, Program | None):
        raise TypeError(f"its program is {type(result.program).__name__}, not a Program or None")
    try:
        checked: StrategyResult = from_plain(StrategyResult, to_plain(result), "StrategyResult")
    except (UsageError, TypeError, ValueError, AttributeError) as error:
        raise TypeError(str(error)) from error
    if checked.confidence is not None and not 0 <= checked.confidence <= 1:
        raise TypeError(f"its confidence is {checked.confidence}, not a number from 0 to 1")
    return checked


def _register(plugin: Plugin, entry: EntryPoint) -> Iterator[Registration[Any] | PluginError]:
    """Yield the extensions of an entry point, and errors for those that can't be used."""
    try:
        hooks = _hooks(entry)
    except (Exception, SystemExit) as error:
        yield plugin.error(f"{entry.value} can't be loaded: {_describe_error(error)}")
        return
    for kind in PLUGIN_KINDS:
        caller = getattr(hooks, kind.hook)
        try:
            # pluggy drops None, the result of a hook without a return statement: it must be an error
            mappings = (caller() or [None]) if caller.get_hookimpls() else []
        except (Exception, SystemExit) as error:
            yield plugin.error(f"{kind.hook} failed: {_describe_error(error)}")
            continue
        for mapping in mappings:
            yield from _check_registrations(plugin, kind, mapping)


def _hooks(entry: EntryPoint) -> Any:
    """Return the hooks of an entry point. Each has its own manager, so that a broken one affects no other."""
    from pluggy import PluginManager

    from ses_plugin.plugins import hookspecs

    manager, module = PluginManager(ENTRY_POINT_GROUP), entry.load()
    manager.add_hookspecs(hookspecs)
    manager.register(module)
    manager.check_pending()
    if not manager.get_hookcallers(module):
        raise TypeError("the module has no hook; is @hookimpl missing?")
    return manager.hook


def _check_registrations(
    plugin: Plugin, kind: PluginKind[T], mapping: object
) -> Iterator[Registration[T] | PluginError]:
    if not isinstance(mapping, Mapping):
        yield plugin.error(f"{kind.hook} returned {type(mapping).__name__}, not a mapping from names")
        return
    for name, value in mapping.items():
        if name in kind.built_in:
            yield plugin.error(f"{kind.noun} {name!r} is built into ses_plugin and can't be replaced")
        elif not isinstance(name, str) or not is_valid_name(name):
            yield plugin.error(
                f"{kind.noun} {name!r}: a name begins with a lower-case letter and has only lower-case "
                "letters, digits, - and _"
            )
        elif not kind.fits(value):
            yield plugin.error(f"{kind.noun} {name!r} is {type(value).__name__}, not {kind.expected_type}")
        else:
            yield Registration(kind, name, value, plugin)


def _plugin(entry: EntryPoint) -> Plugin:
    return Plugin(entry.dist.name, entry.dist.version) if entry.dist else Plugin(entry.value, "")


def _normalize_name(package: str) -> str:
    """Return the normalized name of a package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", package.strip()).lower()


def _describe_error(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())  # pluggy writes several lines
