"""The options of solving: one declaration, from which every front end's options, errors and docs are made.

ses solve --max-calls 9                           `COMMAND_LINE`
wrap_openai(client, max_calls=9)                  `REQUEST`; in a request {"ses": {"max_calls": 9}}
lm_eval --tasks ses_… --metadata ses_max_calls=9  `METADATA`
lm_eval --model ses --model_args ses_max_calls=9  `MODEL_ARGS`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.plugins.registry import get_prompt_set, get_strategy
from ses_plugin.service.option_fields import (
    REQUEST,
    OptionScope,
    OptionSyntax,
    ValueReader,
    choice,
    flag,
    integer,
    nonempty_text,
    number,
    option,
    option_table,
    read_options,
    texts_by_name,
)
from ses_plugin.strategies import (
    STRATEGIES,
    ExecutionPredictor,
    ModelPredictor,
    Predictor,
    Pruning,
    SamplingParams,
    Strategy,
)
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits
from ses_plugin.usage.limits import Budget

DEFAULT_STRATEGY = "self-verify"

_SEED_DISTANCE = 1000
"""How far apart the seeds of repeats are: more than any request has candidates."""

_PAPER = SamplingParams()


def _tests() -> ValueReader:
    def read(value: Any) -> tuple[Test, ...]:
        texts = nonempty_text()
        return tuple(
            test if isinstance(test, Test) else Test(texts.read(test["input"]), texts.read(test["output"]))
            for test in value
        )

    return ValueReader('a list of {"input": TEXT, "output": TEXT}', read, "JSON")


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """How a problem is solved. `docs/options.md` has the table that is made of these fields.

    Example:
        SolveOptions(k=8, max_total_tokens=100_000)
    """

    strategy: str = option(
        DEFAULT_STRATEGY, nonempty_text("NAME"), f"{', '.join(STRATEGIES)}, or a strategy that a plugin adds"
    )
    k: int = option(5, integer(1), "candidates to sample", by_strategy=True)
    turns: int = option(10, integer(1), "solutions at most, the first included", by_strategy=True)
    submit_passing: bool = option(
        False,
        flag(),
        "submit what is predicted to pass all tests and correct all else, without asking the model which "
        "(a model that was not trained for the decision may submit everything)",
        by_strategy=True,
    )
    votes: int = option(
        1,
        integer(1),
        "predictions of each output, of which more than half have to be right; one is greedy, several are "
        "sampled",
        by_strategy=True,
    )
    pruning: Pruning = option(
        Pruning.KEEP_TIES,
        choice(Pruning),
        "which predictions are skipped, for the same choice: none; those that can't change which candidates "
        "tie for it; or all that can't change the winner (then one prediction in a round)",
        by_strategy=True,
    )
    oracle: bool = option(
        False,
        flag(),
        "really run the candidates, in the sandbox, instead of predicting what they print",
        by_strategy=True,
        scope=OptionScope.HOST,
    )
    direct: bool = option(
        False, flag(), "predict outputs only, without reasoning: far fewer tokens", by_strategy=True
    )
    temperature: float | None = option(
        None,
        number(5, metavar="T"),
        "of candidates and corrections, and of predictions if there are several votes",
        default_text=f"{_PAPER.temperature:g}",
    )
    top_p: float | None = option(
        None,
        number(1, metavar="P"),
        "of all that is sampled; 1 is not sent",
        default_text=f"{_PAPER.top_p:g}",
    )
    max_tokens: int | None = option(
        None,
        integer(1),
        "the limit of one reply, in tokens",
        default_text=f"{_PAPER.max_tokens}",
    )
    simulate_tokens: int | None = option(
        None,
        integer(1),
        "the limit of one prediction, in tokens",
        default_text="`max_tokens`",
        by_strategy=True,
    )
    simulate_temperature: float | None = option(
        None,
        number(5, metavar="T"),
        "of predictions",
        default_text="0, or `temperature` if there are several votes",
        by_strategy=True,
    )
    seed: int = option(0, integer(0), "of the first reply; the others count on from it")
    prompts: str = option("v1", nonempty_text("NAME"), "the prompt set: v1, or one that a plugin adds")
    simulator: str | None = option(
        None,
        nonempty_text("M"),
        "another model that predicts, by the front end's name for it",
        default_text="the model that solves",
        by_strategy=True,
        scope=OptionScope.HOST,
    )
    max_calls: int | None = option(
        None,
        integer(1),
        "the budget of one problem, in replies",
        default_text="no limit",
        scope=OptionScope.HOST,
    )
    max_total_tokens: int | None = option(
        None,
        integer(1),
        "the budget of one problem, in tokens that models write; at least `max_tokens` of each candidate",
        default_text="no limit",
        scope=OptionScope.HOST,
    )
    strategy_options: Mapping[str, str] = option(
        {}, texts_by_name(), "options that only a plugin's strategy knows", by_strategy=True
    )
    tests: tuple[Test, ...] = option(
        (), _tests(), "the public tests", default_text="those found in the request", scope=OptionScope.REQUEST
    )
    entry_point: str | None = option(
        None,
        nonempty_text("NAME"),
        "the function to be written, which `tests` call",
        default_text="that found in the request",
        scope=OptionScope.REQUEST,
    )

    @property
    def sampling(self) -> SamplingParams:
        """How candidates and corrections are sampled: as the paper does where nothing else is said."""
        return SamplingParams(
            _PAPER.temperature if self.temperature is None else self.temperature,
            _PAPER.top_p if self.top_p is None else self.top_p,
            self.max_tokens or _PAPER.max_tokens,
        )

    @property
    def budget(self) -> Budget:
        """What one problem may take."""
        return Budget(self.max_calls, self.max_total_tokens)

    def repeated(self, number: int) -> SolveOptions:
        """Return the options for the `number`-th repeat of a request, from 0: each has seeds of its own."""
        return replace(self, seed=self.seed + number * _SEED_DISTANCE)

    def predictor(self, limits: Limits) -> Predictor:
        """Return the predictor of outputs; `limits` are those of the runs with `oracle`.

        One prediction is greedy. Several would all be the same then, so they are sampled.
        """
        if self.oracle:
            return ExecutionPredictor(limits)
        sampling, temperature = self.sampling, self.simulate_temperature
        if temperature is None:
            temperature = 0.0 if self.votes == 1 else (sampling.temperature or _PAPER.temperature)
        tokens = self.simulate_tokens or sampling.max_tokens
        sampling = replace(sampling, temperature=temperature, max_tokens=tokens)
        return ModelPredictor(sampling, self.votes, self.seed, self.direct, get_prompt_set(self.prompts))


SOLVE_OPTIONS = option_table(SolveOptions)
"""The specifications of all options of solving, by name."""

HOST_ONLY = tuple(name for name, spec in SOLVE_OPTIONS.items() if spec.scope is OptionScope.HOST)
"""The options that clients of a proxy may not set."""

RUN_OPTIONS = tuple(name for name, spec in SOLVE_OPTIONS.items() if spec.scope is not OptionScope.REQUEST)
"""The options that a whole run may have: all but those of one request."""

_NEVER_IGNORED = ("oracle", "strategy_options")
"""Options that a strategy must not ignore in silence, wherever they are set."""


def parse_solve_options(
    values: Mapping[str, Any], base: SolveOptions | None = None, syntax: OptionSyntax = REQUEST
) -> SolveOptions:
    """Return `base` with `values`, which are JSON or texts (of a configuration, say).

    Raises UsageError, in the words of `syntax`, for an unknown name and for an invalid value.

    Example:
        parse_solve_options({"k": "8", "oracle": True})  # SolveOptions(k=8, oracle=True)
    """
    options = replace(base or SolveOptions(), **read_options(SOLVE_OPTIONS, values, syntax))
    for name, find in (("strategy", get_strategy), ("prompts", get_prompt_set)):
        try:
            find(getattr(options, name))
        except UsageError as error:
            raise UsageError(f"{syntax.label(name, getattr(options, name))}: {error}") from error
    check_strategy_options((name for name in _NEVER_IGNORED if getattr(options, name)), options, syntax)
    return options


def is_used_by(name: str, strategy: str) -> bool:
    """Return whether a strategy uses an option. Raises UsageError for an unknown strategy."""
    return not SOLVE_OPTIONS[name].by_strategy or _uses(get_strategy(strategy), name)


def _uses(strategy: Strategy, name: str) -> bool:
    return bool(strategy.own_options) if name == "strategy_options" else name in strategy.uses


def options_of(strategy: str) -> tuple[str, ...]:
    """Return the names of the options that a strategy uses, of those that a whole run may have."""
    return tuple(name for name in RUN_OPTIONS if name != "strategy" and is_used_by(name, strategy))


def users_of(name: str) -> tuple[str, ...]:
    """Return who uses an option that only some strategies use: the built-in ones, or a plugin's."""
    users = tuple(built_in for built_in, strategy in STRATEGIES.items() if _uses(strategy, name))
    return users or ("a plugin's strategy",)


def check_strategy_options(names: Iterable[str], options: SolveOptions, syntax: OptionSyntax) -> None:
    """Raise UsageError if one of the options of these names is of no use to the strategy."""
    for name in names:
        if not is_used_by(name, options.strategy):
            users, written = " or ".join(users_of(name)), syntax.label(name, "").rstrip("= ")
            raise UsageError(f"{written} is an option of {users}, not of {options.strategy}")


@dataclass(frozen=True, slots=True)
class LeastUsage:
    """The least that a problem takes: `calls`, of which `first_round` are made at once.

    Each of these may write `reply_tokens`, None for `max_tokens`. `what` takes them, for an error.
    """

    calls: int = 1
    first_round: int = 1
    reply_tokens: int | None = None
    what: str = "a problem"


def check_budget(options: SolveOptions, syntax: OptionSyntax, least: LeastUsage | None = None) -> None:
    """Raise UsageError if the budget of a problem leaves nothing to ask, with what would be enough."""
    least = least or LeastUsage()
    calls, tokens = options.max_calls, options.max_total_tokens
    if calls is not None and calls < least.calls:
        label = syntax.label("max_calls", calls)
        raise UsageError(f"{label}: {least.what} takes {least.calls} calls or more; give at least that")
    number, each = least.first_round, least.reply_tokens or options.sampling.max_tokens
    if tokens is not None and tokens < number * each:
        label = syntax.label("max_total_tokens", tokens)
        replies = "a reply" if number == 1 else f"{number} replies at once, each"
        raise UsageError(
            f"{label}: {least.what} takes {replies} of up to {each} tokens, so nothing could be asked; "
            f"give at least {number * each}, or a lower {syntax.name('max_tokens')}"
        )
