"""Models of `ses data nlex`, which write explanations or inputs: the options, and the calls."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Self

from ses_plugin.cli import model_options
from ses_plugin.errors import UsageError

if TYPE_CHECKING:
    from ses_plugin.adapters.litellm import ModelRoles
    from ses_plugin.training_data.nlex.engines import Engine

_Reader = Callable[[str], float]
_NUMBERS: Mapping[str, tuple[_Reader, str, float, str]] = {
    "temperature": (model_options.float_in_range(0, 5), "T", 0.6, "of sampling"),
    "top_p": (model_options.float_in_range(0, 1), "P", 0.95, "of sampling; 1 is not sent"),
    "reply_tokens": (model_options.int_at_least(1), "N", 4096, "of one reply, at most"),
    "concurrency": (model_options.int_at_least(1), "N", 16, "calls at a time"),
    "timeout": (model_options.float_in_range(0.01, 86400), "S", 600.0, "seconds for a call"),
    "retries": (model_options.int_at_least(0), "N", 4, "of a call that failed"),
    "trace_size": (
        model_options.int_at_least(500),
        "N",
        12_000,
        "characters of a trace that --translate shows",
    ),
}
_OF_CALLS = ("api_base", "api_key_env")
_OF_TRANSLATION = ("trace_size", "no_check", "drop_failed")
_SAMPLING = ("temperature", "top_p", "reply_tokens")


def add_nlex_arguments(parser: argparse.ArgumentParser) -> None:
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


def fill_defaults(options: argparse.Namespace) -> None:
    """Fill in defaults. Raises UsageError for options that are of no use without or with a model."""
    for name in (*_NUMBERS, *_OF_CALLS, *_OF_TRANSLATION):
        alone = name in _OF_TRANSLATION
        needed = options.translate is None if alone else not uses_model(options)
        if needed and getattr(options, name) not in (None, False):
            whose = "--translate M" if alone else "--translate M and of --invent-inputs M"
            raise UsageError(f"{_option(name)} is an option of {whose}; name a model, or leave it out")
    if options.translate is not None and options.style is not None:
        raise UsageError("--style is for explanations without a model; leave it out with --translate")
    options.style = options.style or "full"
    for name, (_, _, default, _) in _NUMBERS.items():
        if getattr(options, name) is None:
            setattr(options, name, default)


def uses_model(options: argparse.Namespace) -> bool:
    """Return whether a model is to be called."""
    return options.translate is not None or options.invent_inputs is not None


def nlex_settings(options: argparse.Namespace) -> dict[str, object]:
    """Return what explanations and inputs by a model depend on, as the data card has it."""
    from ses_plugin.prompts import INVENTING_CALLS, TRANSLATING

    if not uses_model(options):
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


def _as_of_replies(options: argparse.Namespace) -> argparse.Namespace:
    """Return the options as other commands have them, where --max-tokens is of a reply and not of a row."""
    return argparse.Namespace(**{**vars(options), "max_tokens": options.reply_tokens})


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


class ModelCalls:
    """The calls of one build; at its end what was paid for is told, however it ends.

    Raises UsageError for a model that can't be called, MissingDependency without LiteLLM.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend
        from ses_plugin.drivers.background import BackgroundRunner

        self._options = options
        self._started = time.perf_counter()
        asked_for = model_options.requested(_as_of_replies(options))
        calling = CallSettings(options.concurrency, options.timeout, options.retries, asked_for)
        backend = LiteLLMBackend(_models(options), calling, record=model_options.open_response_cache())
        self._traffic = backend.usage
        self._calls = BackgroundRunner(backend)

    def around(self, engine: Engine) -> Engine:
        """Return the engine that has inputs invented for `engine`, or what it makes translated, or both."""
        from ses_plugin.narration.translate import TranslateOptions
        from ses_plugin.training_data.nlex.inputs.generated_inputs import InputGenerationOptions
        from ses_plugin.training_data.nlex.model_stages import (
            InputGenerator,
            Translator,
            with_generated_inputs,
            with_translations,
        )

        options = self._options
        sampling = model_options.sampling_params(_as_of_replies(options), options.temperature)
        ahead = 2 * options.concurrency  # the last calls of a program do not hold up the next one
        if options.invent_inputs is not None:
            inventor = InputGenerator(self._calls, InputGenerationOptions(sampling, seed=options.seed), ahead)
            engine = partial(with_generated_inputs, engine, inventor)
        if options.translate is not None:
            how = TranslateOptions(sampling, options.trace_size, not options.no_check, options.seed)
            translator = Translator(self._calls, how, ahead, options.rows, options.drop_failed)
            engine = partial(with_translations, engine, translator)
        return engine

    def line(self) -> str:
        """Return how far the calls are, in a few words."""
        roles = list(self._traffic.roles.items())  # a copy: another thread adds to it
        parts = [f"{passed.completed} of {passed.requested} calls to {role}" for role, passed in roles]
        if (written := self._traffic.usage.completion_tokens) is not None:
            parts.append(f"{written} tokens written")
        return "".join(f", {part}" for part in parts)

    def __enter__(self) -> Self:
        self._calls.__enter__()
        return self

    def __exit__(self, error: type[BaseException] | None, *more: object) -> None:
        from ses_plugin.cli.output import print_usage

        self._calls.__exit__()
        if error is KeyboardInterrupt:
            print(
                "interrupted; finished calls are kept, and the same command goes on from there",
                file=sys.stderr,
            )
        if self._traffic.rounds:
            print_usage(self._traffic, time.perf_counter() - self._started)


def _models(options: argparse.Namespace) -> ModelRoles:
    """Return who plays which role. An address and a key are for the models of one provider."""
    from ses_plugin.adapters.litellm import ModelConfig, ModelRoles

    first = ModelConfig(options.translate or options.invent_inputs, options.api_base, options.api_key_env)
    inventor = options.invent_inputs
    if inventor is None or inventor == first.name:
        return ModelRoles(first)
    same = inventor.split("/")[0] == first.name.split("/")[0]
    return ModelRoles(
        first,
        generate_inputs=ModelConfig(inventor, first.api_base, first.api_key_env)
        if same
        else ModelConfig(inventor),
    )
