"""The options of all commands that call models, and the run of a flow with these models."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import sys
import time
import warnings
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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
from ses_plugin.service.provider_differences import RequestedParams, requested_params
from ses_plugin.strategies import Flow, Request, Response
from ses_plugin.usage import Budget, SpendingLimit, UsageTracker

if TYPE_CHECKING:
    from ses_plugin.adapters.litellm import LiteLLMBackend, ModelRoles
    from ses_plugin.adapters.litellm.models import LiteLLMPricing
    from ses_plugin.cli.progress import ProgressDisplay

T = TypeVar("T")

_WITHOUT_EFFECT = ("tests", "entry_point", "simulator")
"""Options of solving that no command has, and the simulator, which is one of the models."""


@dataclass(frozen=True, slots=True)
class FlowRun(Generic[T]):
    """The result of a flow, its usage, and its duration in seconds."""

    result: T
    usage: UsageTracker
    seconds: float


@dataclass(frozen=True, slots=True)
class CallOptions:
    """The options of the calls of models."""

    concurrency: int = option(16, integer(1), "concurrent calls")
    timeout: float = option(600.0, number(86400, 0.01, "S"), "timeout of one call in seconds")
    retries: int = option(4, integer(0), "retries of a failed call")


@dataclass(frozen=True, slots=True)
class RunLimits:
    """The limits of a run and all its repetitions. Cached replies count too."""

    max_run_calls: int | None = option(None, integer(1), "the most replies", default_text="no limit")
    max_run_tokens: int | None = option(
        None, integer(1), "the most tokens that models write", default_text="no limit"
    )
    max_cost: float | None = option(
        None,
        number(1e9, metavar="USD"),
        "the most that replies cost, by LiteLLM's prices",
        default_text="no limit",
    )


def add_model_arguments(parser: argparse.ArgumentParser, solving: Iterable[OptionSpec]) -> None:
    """Add the options of all commands that call models, and the given options of solving."""
    model = parser.add_argument_group("model").add_argument
    model(
        "--model",
        required=True,
        metavar="M",
        help="the model's LiteLLM name: openai/NAME, anthropic/NAME, ...",
    )
    model("--api-base", metavar="URL", help="URL of its server, such as http://127.0.0.1:8000/v1")
    model(
        "--api-key-env", metavar="VARIABLE", help="environment variable with its API key (default: LiteLLM's)"
    )
    add_option_flags(parser.add_argument_group("solving"), solving)
    calls = parser.add_argument_group("calls")
    add_option_flags(calls, option_table(CallOptions).values(), fill_defaults=True)
    calls.add_argument("--no-cache", action="store_true", help="neither read nor write the response cache")
    limits = parser.add_argument_group("limits of a run, cached replies included")
    add_option_flags(limits, option_table(RunLimits).values())
    parser.add_argument("--json", action="store_true", help="print the complete result as JSON")


def parse_flags(options: argparse.Namespace) -> SolveOptions:
    """Return the options of solving. Raises UsageError for invalid ones."""
    values = flag_values(options, RUN_OPTIONS)
    solving = parse_solve_options(values, syntax=COMMAND_LINE)
    check_strategy_options(values, solving, COMMAND_LINE)
    check_budget(solving, COMMAND_LINE)
    return solving


def run_flow(
    flow: Flow[T], options: argparse.Namespace, solving: SolveOptions, subject: Hashable
) -> FlowRun[T]:
    """Drive `flow` with the models in the options, and show the progress on standard error.

    Args:
        flow: What to run.
        options: The command's options.
        solving: The options of solving.
        subject: What `flow` is about, a value whose `repr` tells it from others: the problem, the program.

    Raises:
        UsageError: An option is invalid.
        MissingDependency: LiteLLM or rich is not installed.
        KeyboardInterrupt: The user stopped the run; a hint how to continue was printed.
    """
    progress = progress_display()
    with progress.loading("LiteLLM"):
        backend = make_backend(options, solving, subject)

    async def answer_round(requests: Sequence[Request]) -> Sequence[Response]:
        responses = await backend(requests)
        progress.print_round(backend.usage)
        return responses

    started = time.perf_counter()
    with report_interrupt(options), progress.show(lambda: backend.usage):
        result = asyncio.run(arun(flow, answer_round))
    return FlowRun(result, backend.usage, time.perf_counter() - started)


@contextmanager
def report_interrupt(options: argparse.Namespace) -> Iterator[None]:
    """Print at Ctrl-C that the run can be continued."""
    try:
        with warnings.catch_warnings():
            # LiteLLM leaves coroutines of calls that are cancelled before they start.
            warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
            yield
    except KeyboardInterrupt:
        hint = "" if options.no_cache else "; finished calls are kept: run the same command to continue"
        print(f"interrupted{hint}", file=sys.stderr)
        raise


def open_response_cache() -> ResponseCache:
    """Return the cache of all replies that were paid for. Raises UsageError if its file can't be used."""
    return ResponseCache(user_cache_path("ses") / "calls-v1.sqlite")


def progress_display() -> ProgressDisplay:
    """Return the display of progress. Raises MissingDependency without rich."""
    try:
        from ses_plugin.cli.progress import ProgressDisplay
    except ImportError as error:
        raise MissingDependency(f"this needs rich ({error}): pip install 'ses_plugin[litellm]'") from error
    return ProgressDisplay()


def make_backend(options: argparse.Namespace, solving: SolveOptions, subject: Hashable) -> LiteLLMBackend:
    """Return the backend with the models in the options. Raises UsageError for invalid options.

    Runs of the same subject with the same settings are repetitions of one run, for its limits.
    """
    from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend

    cache = None if options.no_cache else open_response_cache()
    requested = _requested_params(options, solving)
    settings = CallSettings(options.concurrency, options.timeout, options.retries, requested)
    limits = Budget(options.max_run_calls, options.max_run_tokens, options.max_cost)
    return LiteLLMBackend(
        model_roles(options),
        settings,
        cache=cache,
        spending_limit=SpendingLimit(limits),
        run=_run_name(subject, run_settings(solving, options)),
    )


def _run_name(subject: Hashable, settings: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([repr(subject), settings]).encode()).hexdigest()


def run_settings(solving: SolveOptions, options: argparse.Namespace) -> dict[str, Any]:
    """Return the settings on which results depend, as plain data."""
    roles = model_roles(options)
    values = {**asdict(solving), **asdict(solving.sampling)}
    relevant = {name: value for name, value in values.items() if name not in _WITHOUT_EFFECT}
    models_row = {"model": roles.solve.name, "api_base": roles.solve.api_base}
    simulator = roles.simulate
    if simulator is not None:
        models_row |= {"simulator": simulator.name, "simulator_api_base": simulator.api_base}
    return models_row | relevant


def _requested_params(options: argparse.Namespace, solving: SolveOptions) -> RequestedParams:
    """Return the sampling parameters that must not be dropped.

    These are the user's and, with a limit on tokens or cost, the token limit: without a limit of each reply
    the limit of the run would not be a bound.
    """
    requested = requested_params(solving)
    if options.max_run_tokens is None and options.max_cost is None:
        return requested
    return replace(requested, kept=requested.kept | {"max_tokens"})


def model_pricing(options: argparse.Namespace) -> LiteLLMPricing:
    """Return the tokenizers and prices of the models; needs no key. Raises UsageError for invalid options."""
    from ses_plugin.adapters.litellm.models import LiteLLMPricing

    pricing = LiteLLMPricing(model_roles(options))
    if options.max_cost is not None:
        pricing.require_prices()
    return pricing


def model_roles(options: argparse.Namespace) -> ModelRoles:
    """Return the model of each role."""
    from ses_plugin.adapters.litellm import ModelConfig, ModelRoles

    solver = ModelConfig(options.model, options.api_base, options.api_key_env)
    simulator = None
    if name := getattr(options, "simulator", None):
        same_provider = name.split("/")[0] == solver.name.split("/")[0]
        address = options.simulator_api_base or (solver.api_base if same_provider else None)
        simulator = ModelConfig(
            name, address, options.simulator_api_key_env or (solver.api_key_env if same_provider else None)
        )
    return ModelRoles(solver, simulate=simulator)
