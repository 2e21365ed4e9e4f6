"""Models of `ses data nlex`, which write explanations or inputs: the options, and the calls."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Self

from ses_plugin.cli import model_run
from ses_plugin.errors import UsageError

if TYPE_CHECKING:
    from ses_plugin.adapters.litellm import Models
    from ses_plugin.datasets.nlex.engines import Engine

_Reader = Callable[[str], float]
_NUMBERS: Mapping[str, tuple[_Reader, str, float, str]] = {
    "temperature": (model_run.within(0, 5), "T", 0.6, "of sampling"),
    "top_p": (model_run.within(0, 1), "P", 0.95, "of sampling; 1 is not sent"),
    "max_tokens": (model_run.at_least(1), "N", 4096, "of one reply"),
    "concurrency": (model_run.at_least(1), "N", 16, "calls at a time"),
    "timeout": (model_run.within(0.01, 86400), "S", 600.0, "seconds for a call"),
    "retries": (model_run.at_least(0), "N", 4, "of a call that failed"),
    "trace_size": (model_run.at_least(500), "N", 12_000, "characters of a trace that --translate shows"),
}
_OF_CALLS = ("api_base", "api_key_env")
_OF_TRANSLATION = ("trace_size", "no_check", "drop_failed")
_SAMPLING = ("temperature", "top_p", "max_tokens")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group("models").add_argument
    group("--translate", metavar="M", help="writes the explanations: openai/NAME, ... (default: no model)")
    group("--invent-inputs", metavar="M", help="writes inputs of functions, beside those found without one")
    group("--api-base", metavar="URL", help="address of its server, as http://127.0.0.1:8000/v1")
    group("--api-key-env", metavar="VARIABLE", help="where its key is (default: where LiteLLM looks)")
    for name, (kind, metavar, default, text) in _NUMBERS.items():
        group(_option(name), type=kind, metavar=metavar, help=f"{text} (default: {default:g})")
    group("--no-check", action="store_true", help="keep explanations with statements that are false")
    group("--drop-failed", action="store_true", help="drop a row whose call fails, in place of stopping")


def settle(options: argparse.Namespace) -> None:
    """Fill in defaults. Raises UsageError for options that are of no use without or with a model."""
    for name in (*_NUMBERS, *_OF_CALLS, *_OF_TRANSLATION):
        alone = name in _OF_TRANSLATION
        needed = options.translate is None if alone else not wanted(options)
        if needed and getattr(options, name) not in (None, False):
            whose = "--translate M" if alone else "--translate M and of --invent-inputs M"
            raise UsageError(f"{_option(name)} is an option of {whose}; name a model, or leave it out")
    if options.translate is not None and options.style is not None:
        raise UsageError("--style is for explanations without a model; leave it out with --translate")
    options.style = options.style or "full"
    for name, (_, _, default, _) in _NUMBERS.items():
        if getattr(options, name) is None:
            setattr(options, name, default)


def wanted(options: argparse.Namespace) -> bool:
    """Return whether a model is to be called."""
    return options.translate is not None or options.invent_inputs is not None


def settings(options: argparse.Namespace) -> dict[str, object]:
    """Return what explanations and inputs by a model depend on, as the data card has it."""
    from ses_plugin.prompts import INVENTING_CALLS, TRANSLATING

    if not wanted(options):
        return {}
    chosen: dict[str, object] = {name: getattr(options, name) for name in _SAMPLING}
    prompts = []
    if options.translate is not None:
        prompts.append(TRANSLATING)
        chosen |= {"translate": options.translate, "trace_size": options.trace_size}
        chosen["check"] = not options.no_check
    if options.invent_inputs is not None:
        prompts.append(INVENTING_CALLS)
        chosen["invent_inputs"] = options.invent_inputs
    return {**chosen, "prompts": ", ".join(prompts)}


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


class Calls:
    """The calls of one build; at its end what was paid for is told, however it ends.

    Raises UsageError for a model that can't be called, MissingDependency without LiteLLM.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        from ses_plugin.adapters.litellm import Backend, Calling
        from ses_plugin.drivers.background import Background

        self._options = options
        self._started = time.perf_counter()
        asked_for = model_run.requested(options)
        calling = Calling(options.concurrency, options.timeout, options.retries, asked_for)
        backend = Backend(_models(options), calling, record=model_run.earlier_answers())
        self._traffic = backend.traffic
        self._calls = Background(backend)

    def around(self, engine: Engine) -> Engine:
        """Return the engine that has inputs invented for `engine`, or what it makes translated, or both."""
        from ses_plugin.datasets.nlex.inputs.invented import Invent
        from ses_plugin.datasets.nlex.invention import Inventor, invented
        from ses_plugin.datasets.nlex.translation import Translator, translated
        from ses_plugin.narration.translate import Translate

        options = self._options
        sampling = model_run.sampling(options, options.temperature)
        ahead = 2 * options.concurrency  # the last calls of a program do not hold up the next one
        if options.invent_inputs is not None:
            inventor = Inventor(self._calls, Invent(sampling, seed=options.seed), ahead)
            engine = partial(invented, engine, inventor)
        if options.translate is not None:
            how = Translate(sampling, options.trace_size, not options.no_check, options.seed)
            translator = Translator(self._calls, how, ahead, options.rows, options.drop_failed)
            engine = partial(translated, engine, translator)
        return engine

    def line(self) -> str:
        """Return how far the calls are, in a few words."""
        roles = list(self._traffic.roles.items())  # a copy: another thread adds to it
        parts = [f"{passed.done} of {passed.asked} calls to {role}" for role, passed in roles]
        if (written := self._traffic.spent.tokens_out) is not None:
            parts.append(f"{written} tokens written")
        return "".join(f", {part}" for part in parts)

    def __enter__(self) -> Self:
        self._calls.__enter__()
        return self

    def __exit__(self, error: type[BaseException] | None, *more: object) -> None:
        from ses_plugin.cli.telling import spending

        self._calls.__exit__()
        if error is KeyboardInterrupt:
            print(
                "interrupted; finished calls are kept, and the same command goes on from there",
                file=sys.stderr,
            )
        if self._traffic.rounds:
            spending(self._traffic, time.perf_counter() - self._started)


def _models(options: argparse.Namespace) -> Models:
    """Return who plays which role. An address and a key are for the models of one provider."""
    from ses_plugin.adapters.litellm import Model, Models

    first = Model(options.translate or options.invent_inputs, options.api_base, options.api_key_env)
    inventor = options.invent_inputs
    if inventor is None or inventor == first.name:
        return Models(first)
    same = inventor.split("/")[0] == first.name.split("/")[0]
    return Models(
        first, invent=Model(inventor, first.api_base, first.api_key_env) if same else Model(inventor)
    )
