"""The options of all commands that call a model, and the run of a flow with the models that they name."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from platformdirs import user_cache_path

from ses_plugin.drivers import arun
from ses_plugin.errors import MissingDependency
from ses_plugin.response_cache import ResponseCache
from ses_plugin.service.parameter_fallback import RequestedParams
from ses_plugin.strategies import Flow, ModelPredictor, Request, Response, SamplingParams
from ses_plugin.usage.limits import SpendingLimit, UsageLimits
from ses_plugin.usage.usage import UsageTracker

if TYPE_CHECKING:
    from ses_plugin.adapters.litellm import LiteLLMBackend, ModelRoles
    from ses_plugin.adapters.litellm.models import LiteLLMPricing
    from ses_plugin.cli.progress import Progress

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FlowRun(Generic[T]):
    """The result of a flow, its traffic, and how long it took (seconds)."""

    result: T
    traffic: UsageTracker
    seconds: float


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that all commands with a model have."""
    model = parser.add_argument_group("model").add_argument
    model(
        "--model", required=True, metavar="M", help="LiteLLM's name for it: openai/NAME, anthropic/NAME, ..."
    )
    model("--api-base", metavar="URL", help="address of its server, as http://127.0.0.1:8000/v1")
    model("--api-key-env", metavar="VARIABLE", help="where its key is (default: where LiteLLM looks)")
    _add_sampling(parser)
    _add_calls(parser)
    _add_limits(parser)
    parser.add_argument("--json", action="store_true", help="print all there is to know as JSON")


def _add_sampling(parser: argparse.ArgumentParser) -> None:
    paper = SamplingParams()
    options: tuple[tuple[str, Callable[[str], float], str, float | None, str], ...] = (
        ("--temperature", float_in_range(0, 5), "T", None, f"(default: {paper.temperature}; of one vote: 0)"),
        ("--top-p", float_in_range(0, 1), "P", paper.top_p, "(default: %(default)s; 1 is not sent)"),
        ("--max-tokens", int_at_least(1), "N", paper.max_tokens, "of one reply (default: %(default)s)"),
        ("--seed", int_at_least(0), "N", 0, "of the first reply; the others count on from it"),
    )
    group = parser.add_argument_group("sampling")
    for name, kind, metavar, default, text in options:
        group.add_argument(name, type=kind, metavar=metavar, default=default, help=text)


def _add_calls(parser: argparse.ArgumentParser) -> None:
    options: tuple[tuple[str, Callable[[str], float], str, float, str], ...] = (
        ("--concurrency", int_at_least(1), "N", 16, "calls at a time (default: %(default)s)"),
        ("--timeout", float_in_range(0.01, 86400), "S", 600.0, "seconds for one (default: %(default)s)"),
        ("--retries", int_at_least(0), "N", 4, "of one that failed (default: %(default)s)"),
    )
    group = parser.add_argument_group("calls")
    for name, kind, metavar, default, text in options:
        group.add_argument(name, type=kind, metavar=metavar, default=default, help=text)
    group.add_argument("--no-cache", action="store_true", help="neither use nor keep earlier answers")


def _add_limits(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("limits of a run, answers of earlier runs included")
    group.add_argument("--max-calls", type=int_at_least(0), metavar="N", help="replies of models")
    group.add_argument(
        "--max-total-tokens", type=int_at_least(0), metavar="N", help="tokens that models write"
    )
    group.add_argument(
        "--max-cost",
        type=float_in_range(0, 1e9),
        metavar="USD",
        help="what replies cost, by LiteLLM's prices",
    )


def int_at_least(least: int) -> Callable[[str], int]:
    """Return a reader of an integer of at least `least`, for argparse."""

    def integer(text: str) -> int:
        if not text.lstrip("-").isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not an integer of at least {least}")
        return int(text)

    return integer


def float_in_range(low: float, high: float) -> Callable[[str], float]:
    """Return a reader of a number between two others, for argparse."""

    def number(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
        return value

    return number


def make_predictor(options: argparse.Namespace, temperature: float | None) -> ModelPredictor:
    """Return the predictor. Without a temperature it is greedy, unless there are votes to differ."""
    if temperature is None and options.votes == 1:
        temperature = 0.0
    return ModelPredictor(sampling_params(options, temperature), options.votes, options.seed)


def sampling_params(options: argparse.Namespace, temperature: float | None) -> SamplingParams:
    """Return how replies are drawn, with the paper's temperature if none is given."""
    warm = SamplingParams().temperature if temperature is None else temperature
    return SamplingParams(warm, options.top_p, options.max_tokens)


def run_flow(flow: Flow[T], options: argparse.Namespace) -> FlowRun[T]:
    """Drive `flow` with the models that the options name, its progress on standard error.

    Raises UsageError for options that can't work, MissingDependency without LiteLLM; KeyboardInterrupt after
    a word on what is kept.
    """
    progress = progress_display()
    with progress.loading("LiteLLM"):
        backend = make_backend(options)

    async def reporting(needs: Sequence[Request]) -> Sequence[Response]:
        replies = await backend(needs)
        progress.round_done(backend.usage)
        return replies

    started = time.perf_counter()
    with report_interrupt(options), progress.of(lambda: backend.usage):
        result = asyncio.run(arun(flow, reporting))
    return FlowRun(result, backend.usage, time.perf_counter() - started)


@contextmanager
def report_interrupt(options: argparse.Namespace) -> Iterator[None]:
    """Print at Ctrl-C what is kept."""
    try:
        with warnings.catch_warnings():
            # LiteLLM's own, of calls that are ended before they have begun.
            warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
            yield
    except KeyboardInterrupt:
        kept = (
            "" if options.no_cache else "; finished calls are kept, and the same command goes on from there"
        )
        print(f"interrupted{kept}", file=sys.stderr)
        raise


def open_response_cache() -> ResponseCache:
    """Return the file of all answers that were paid for. Raises UsageError if it can't be used."""
    return ResponseCache(user_cache_path("ses") / "calls-v1.sqlite")


def progress_display() -> Progress:
    """Return what shows progress. Raises MissingDependency without rich."""
    try:
        from ses_plugin.cli.progress import Progress
    except ImportError as error:
        raise MissingDependency(f"this needs rich ({error}): pip install 'ses_plugin[litellm]'") from error
    return Progress()


def make_backend(options: argparse.Namespace) -> LiteLLMBackend:
    """Return the models that the options name. Raises UsageError for options that can't work."""
    from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend

    record = None if options.no_cache else open_response_cache()
    calling = CallSettings(options.concurrency, options.timeout, options.retries, requested(options))
    most = UsageLimits(options.max_calls, options.max_total_tokens, options.max_cost)
    return LiteLLMBackend(model_roles(options), calling, cache=record, spending_limit=SpendingLimit(most))


def requested(options: argparse.Namespace) -> RequestedParams:
    """Return what was asked for of sampling, beside our defaults.

    What a run may take of tokens and money is a bound only with a limit for each reply.
    """
    ours, values = SamplingParams(), {"temperature": (options.temperature,)}
    for name in ("top_p", "max_tokens"):
        if (value := getattr(options, name)) != getattr(ours, name):
            values[name] = (value,)
    kept = {"seed"} if options.seed else set()
    if any(getattr(options, name, None) is not None for name in ("max_total_tokens", "max_cost")):
        kept.add("max_tokens")
    return RequestedParams(values, frozenset(kept))


def model_pricing(options: argparse.Namespace) -> LiteLLMPricing:
    """Return what calls of these models take, without a key. Raises UsageError for what can't work."""
    from ses_plugin.adapters.litellm.models import LiteLLMPricing

    known = LiteLLMPricing(model_roles(options))
    if options.max_cost is not None:
        known.require_prices()
    return known


def model_roles(options: argparse.Namespace) -> ModelRoles:
    """Return which model plays which role."""
    from ses_plugin.adapters.litellm import ModelConfig, ModelRoles

    solver = ModelConfig(options.model, options.api_base, options.api_key_env)
    other = None
    if name := getattr(options, "simulator", None):
        same = name.split("/")[0] == solver.name.split("/")[0]
        address = options.simulator_api_base or (solver.api_base if same else None)
        other = ModelConfig(
            name, address, options.simulator_api_key_env or (solver.api_key_env if same else None)
        )
    return ModelRoles(solver, simulate=other)
