"""The options of all commands that call a model, and the run of a flow with the models that they name."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from platformdirs import user_cache_path

from ses_plugin.cli.option_flags import add_option_flags, flag_values
from ses_plugin.drivers import arun
from ses_plugin.errors import MissingDependency
from ses_plugin.response_cache import ResponseCache
from ses_plugin.service.option_fields import (
    COMMAND_LINE,
    OptionSpec,
    integer,
    number,
    option,
    option_table,
)
from ses_plugin.service.options import (
    RUN_OPTIONS,
    SolveOptions,
    check_budget,
    check_strategy_options,
    parse_solve_options,
)
from ses_plugin.service.parameter_fallback import RequestedParams, requested_params
from ses_plugin.strategies import Flow, Request, Response
from ses_plugin.usage.limits import Budget, SpendingLimit
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


@dataclass(frozen=True, slots=True)
class CallOptions:
    """How calls of models are made."""

    concurrency: int = option(16, integer(1), "calls at a time")
    timeout: float = option(600.0, number(86400, 0.01, "S"), "seconds for one call")
    retries: int = option(4, integer(0), "of a call that failed")


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What a whole run may take, answers of earlier runs included."""

    max_run_calls: int | None = option(None, integer(1), "replies of models", default_text="no limit")
    max_run_tokens: int | None = option(None, integer(1), "tokens that models write", default_text="no limit")
    max_cost: float | None = option(
        None, number(1e9, metavar="USD"), "what replies cost, by LiteLLM's prices", default_text="no limit"
    )


def add_model_arguments(parser: argparse.ArgumentParser, solving: Iterable[OptionSpec]) -> None:
    """Add the options that all commands with a model have, and those of solving that this one has."""
    model = parser.add_argument_group("model").add_argument
    model(
        "--model", required=True, metavar="M", help="LiteLLM's name for it: openai/NAME, anthropic/NAME, ..."
    )
    model("--api-base", metavar="URL", help="address of its server, as http://127.0.0.1:8000/v1")
    model("--api-key-env", metavar="VARIABLE", help="where its key is (default: where LiteLLM looks)")
    add_option_flags(parser.add_argument_group("solving"), solving)
    calls = parser.add_argument_group("calls")
    add_option_flags(calls, option_table(CallOptions).values(), fill_defaults=True)
    calls.add_argument("--no-cache", action="store_true", help="neither use nor keep earlier answers")
    limits = parser.add_argument_group("limits of a run, answers of earlier runs included")
    add_option_flags(limits, option_table(RunLimits).values())
    parser.add_argument("--json", action="store_true", help="print all there is to know as JSON")


def parse_flags(options: argparse.Namespace) -> SolveOptions:
    """Return the options of solving. Raises UsageError for any that can't work."""
    values = flag_values(options, RUN_OPTIONS)
    solving = parse_solve_options(values, syntax=COMMAND_LINE)
    check_strategy_options(values, solving, COMMAND_LINE)
    check_budget(solving, COMMAND_LINE)
    return solving


def run_flow(flow: Flow[T], options: argparse.Namespace, solving: SolveOptions) -> FlowRun[T]:
    """Drive `flow` with the models that the options name, its progress on standard error.

    Raises UsageError for options that can't work, MissingDependency without LiteLLM; KeyboardInterrupt after
    a word on what is kept.
    """
    progress = progress_display()
    with progress.loading("LiteLLM"):
        backend = make_backend(options, solving)

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


def make_backend(options: argparse.Namespace, solving: SolveOptions) -> LiteLLMBackend:
    """Return the models that the options name. Raises UsageError for options that can't work."""
    from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend

    record = None if options.no_cache else open_response_cache()
    parameters = _requested_params(options, solving)
    calling = CallSettings(options.concurrency, options.timeout, options.retries, parameters)
    limits = Budget(options.max_run_calls, options.max_run_tokens, options.max_cost)
    return LiteLLMBackend(model_roles(options), calling, cache=record, spending_limit=SpendingLimit(limits))


def _requested_params(options: argparse.Namespace, solving: SolveOptions) -> RequestedParams:
    """Return the sampling that the user has set, beside our defaults.

    What a run may take of tokens and money is a bound only with a limit for each reply.
    """
    parameters = requested_params(solving)
    if options.max_run_tokens is None and options.max_cost is None:
        return parameters
    return replace(parameters, kept=parameters.kept | {"max_tokens"})


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
