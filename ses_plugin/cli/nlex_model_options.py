"""Models of `ses data nlex`, which write explanations or inputs: the options, and the calls."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Self

from ses_plugin.cli import model_options
from ses_plugin.cli.option_flags import add_option_flags
from ses_plugin.errors import UsageError
from ses_plugin.service.option_fields import COMMAND_LINE, integer, option, option_table
from ses_plugin.service.options import SOLVE_OPTIONS, SolveOptions
from ses_plugin.service.provider_differences import requested_params

if TYPE_CHECKING:
    from ses_plugin.adapters.litellm import ModelRoles
    from ses_plugin.training_data.nlex.engines import Engine


@dataclass(frozen=True, slots=True)
class _TraceOptions:
    """What a model is shown of a trace."""

    trace_size: int = option(12_000, integer(500), "characters of a trace that --translate shows")


_SAMPLING_DEFAULTS = {"temperature": 0.6, "top_p": 0.95, "max_tokens": 4096}
_SAMPLING_HELP = {"temperature": "of sampling"}  # where that of solving says more
_NUMBERS = {
    **{
        name: replace(
            SOLVE_OPTIONS[name],
            default=default,
            default_text="",
            help=_SAMPLING_HELP.get(name, SOLVE_OPTIONS[name].help),
        )
        for name, default in _SAMPLING_DEFAULTS.items()
    },
    **option_table(model_options.CallOptions),
    **option_table(_TraceOptions),
}
_OF_CALLS = ("api_base", "api_key_env")
_OF_TRANSLATION = ("trace_size", "no_check", "drop_failed")


def add_nlex_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    models = parser.add_argument_group("models")
    group = models.add_argument
    group("--translate", metavar="M", help="writes the explanations: openai/NAME, ... (default: no model)")
    group("--invent-inputs", metavar="M", help="writes inputs of functions, beside those found without one")
    group("--api-base", metavar="URL", help="address of its server, as http://127.0.0.1:8000/v1")
    group("--api-key-env", metavar="VARIABLE", help="where its key is (default: where LiteLLM looks)")
    add_option_flags(models, _NUMBERS.values())
    group("--no-check", action="store_true", help="keep explanations with statements that are false")
    group("--drop-failed", action="store_true", help="drop a row whose call fails, in place of stopping")


def fill_defaults(options: argparse.Namespace) -> None:
    """Fill in defaults. Raises UsageError for options that are of no use without or with a model."""
    for name in (*_NUMBERS, *_OF_CALLS, *_OF_TRANSLATION):
        alone = name in _OF_TRANSLATION
        needed = options.translate is None if alone else not uses_model(options)
        if needed and getattr(options, name) not in (None, False):
            whose = "--translate M" if alone else "--translate M and of --invent-inputs M"
            raise UsageError(
                f"{COMMAND_LINE.name(name)} is an option of {whose}; name a model, or leave it out"
            )
    if options.translate is not None and options.style is not None:
        raise UsageError("--style is for explanations without a model; leave it out with --translate")
    options.style = options.style or "full"
    for name, spec in _NUMBERS.items():
        if getattr(options, name) is None:
            setattr(options, name, spec.default)


def uses_model(options: argparse.Namespace) -> bool:
    """Return whether a model is to be called."""
    return options.translate is not None or options.invent_inputs is not None


def nlex_settings(options: argparse.Namespace) -> dict[str, object]:
    """Return what explanations and inputs by a model depend on, as the data card has it."""
    from ses_plugin.prompts import INVENTING_CALLS, TRANSLATING

    if not uses_model(options):
        return {}
    chosen: dict[str, object] = {name: getattr(options, name) for name in _SAMPLING_DEFAULTS}
    prompts = []
    if options.translate is not None:
        prompts.append(TRANSLATING)
        chosen |= {"translate": options.translate, "trace_size": options.trace_size}
        chosen["check"] = not options.no_check
    if options.invent_inputs is not None:
        prompts.append(INVENTING_CALLS)
        chosen["invent_inputs"] = options.invent_inputs
    return {**chosen, "prompts": ", ".join(prompts)}


def _solve_options(options: argparse.Namespace) -> SolveOptions:
    """Return the sampling as options of solving; our default of top_p counts as not set."""
    top_p = None if options.top_p == _SAMPLING_DEFAULTS["top_p"] else options.top_p
    return SolveOptions(
        temperature=options.temperature, top_p=top_p, max_tokens=options.max_tokens, seed=options.seed
    )


class ModelCalls:
    """The calls of one build; at its end what was paid for is told, however it ends.

    Raises UsageError for a model that can't be called, MissingDependency without LiteLLM.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend
        from ses_plugin.drivers import BackgroundRunner

        self._options = options
        self._started = time.perf_counter()
        parameters = requested_params(_solve_options(options))
        calling = CallSettings(options.concurrency, options.timeout, options.retries, parameters)
        backend = LiteLLMBackend(_models(options), calling, cache=model_options.open_response_cache())
        self._traffic = backend.usage
        self._calls = BackgroundRunner(backend)

    def around(self, engine: Engine) -> Engine:
        """Return the engine that has inputs invented for `engine`, or what it makes translated, or both."""
        from ses_plugin.narration.translate import TranslateOptions
        from ses_plugin.training_data.nlex.input_proposals import InputGenerationOptions
        from ses_plugin.training_data.nlex.model_stages import (
            InputGenerator,
            Translator,
            with_generated_inputs,
            with_translations,
        )

        options = self._options
        sampling = _solve_options(options).sampling
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
