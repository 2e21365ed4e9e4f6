"""The options of solving: one declaration, from which the options, errors and docs of all front ends derive.

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
from ses_plugin.plugins import get_prompt_set, get_strategy
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
    FixFeedback,
    ModelPredictor,
    Predictor,
    Pruning,
    SamplingParams,
    Strategy,
)
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits
from ses_plugin.usage import Budget

DEFAULT_STRATEGY = "self-verify"

_MAX_SEEDS = 1000
"""How far apart the seeds of repeats are, and so how many replies each may have."""

_OF_PREDICTIONS = ("votes", "direct", "simulate_tokens", "simulate_temperature", "simulator")
"""Options that say how a model predicts."""

_PAPER = SamplingParams()


def _tests() -> ValueReader:
    def read(value: Any) -> tuple[Test, ...]:
        if isinstance(value, str | Mapping):
            raise TypeError
        return tuple(map(read_test, value))

    def read_test(test: Any) -> Test:
        if isinstance(test, Test):
            return test
        texts = test["input"], test["output"]  # either may be empty
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
        return Test(*texts)

    return ValueReader('a list of {"input": TEXT, "output": TEXT}', read, "JSON")


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """The options for solving a problem. The table in `docs/options.md` is generated from these fields.

    Example:
        SolveOptions(k=8, max_total_tokens=100_000)
    """

    strategy: str = option(
        DEFAULT_STRATEGY, nonempty_text("NAME"), f"{', '.join(STRATEGIES)}, or a strategy that a plugin adds"
    )
    k: int = option(5, integer(1, _MAX_SEEDS), "candidates to sample", by_strategy=True)
    turns: int = option(
        10, integer(1, _MAX_SEEDS), "the most solutions, the first included", by_strategy=True
    )
    submit_passing: bool = option(
        False,
        flag(),
        "submit solutions that are predicted to pass all tests and fix the others, instead of letting the "
        "model decide (a model that was not trained for the decision may submit everything)",
        by_strategy=True,
    )
    fix_feedback: FixFeedback = option(
        FixFeedback.OUTPUTS,
        choice(FixFeedback),
        "what a fix is based on: the predicted outputs of the tests; or for failed tests also the simulated "
        "run, which is the explanation before the predicted output (with the oracle, of the true run)",
        by_strategy=True,
    )
    votes: int = option(
        1,
        integer(1),
        "predictions of each output: the majority decides; one is greedy, several are sampled",
        by_strategy=True,
    )
    pruning: Pruning = option(
        Pruning.KEEP_TIES,
        choice(Pruning),
        "which predictions to skip; it never changes the selection: none; those that can't change which "
        "candidates tie for it; or all that can't change the winner (then one prediction in a round)",
        by_strategy=True,
    )
    oracle: bool = option(
        False,
        flag(),
        "run the candidates in the sandbox instead of predicting their outputs",
        by_strategy=True,
        scope=OptionScope.HOST,
    )
    direct: bool = option(
        False, flag(), "predict outputs without reasoning: far fewer tokens", by_strategy=True
    )
    temperature: float | None = option(
        None,
        number(5, metavar="T"),
        "temperature of candidates and fixes, and of predictions if there are several votes (then 1 in the "
        "place of 0)",
        default_text=f"{_PAPER.temperature:g}",
    )
    top_p: float | None = option(
        None,
        number(1, metavar="P"),
        "nucleus sampling: the probability mass to sample from; 1 is not sent",
        default_text=f"{_PAPER.top_p:g}",
    )
    max_tokens: int | None = option(
        None,
        integer(1),
        "the most tokens of one reply",
        default_text=f"{_PAPER.max_tokens}",
    )
    simulate_tokens: int | None = option(
        None,
        integer(1),
        "the most tokens of one prediction",
        default_text="`max_tokens`",
        by_strategy=True,
    )
    simulate_temperature: float | None = option(
        None,
        number(5, metavar="T"),
        "temperature of predictions",
        default_text="0, or `temperature` if there are several votes",
        by_strategy=True,
    )
    seed: int = option(0, integer(0), "base seed; reply i (from 0) is sampled with seed + i")
    prompts: str = option("v1", nonempty_text("NAME"), "the prompt set: v1, or one that a plugin adds")
    simulator: str | None = option(
        None,
        nonempty_text("M"),
        "another model for predictions, by the front end's name for it",
        default_text="the model that solves",
        by_strategy=True,
        scope=OptionScope.HOST,
    )
    max_calls: int | None = option(
        None,
        integer(1),
        "the budget of one problem: the most replies",
        default_text="no limit",
        scope=OptionScope.HOST,
    )
    max_total_tokens: int | None = option(
        None,
        integer(1),
        "the budget of one problem: the most tokens that models write; at least `max_tokens` per candidate",
        default_text="no limit",
        scope=OptionScope.HOST,
    )
    strategy_options: Mapping[str, str] = option(
        {}, texts_by_name(), "its own options, as the strategy documents them", by_strategy=True
    )
    tests: tuple[Test, ...] = option(
        (), _tests(), "the public tests", default_text="those in the request", scope=OptionScope.REQUEST
    )
    entry_point: str | None = option(
        None,
        nonempty_text("NAME"),
        "the function to write, which `tests` call",
        default_text="the one in the request",
        scope=OptionScope.REQUEST,
    )

    @property
    def sampling(self) -> SamplingParams:
        """How candidates and fixes are sampled: by default as in the paper."""
        return SamplingParams(
            _PAPER.temperature if self.temperature is None else self.temperature,
            _PAPER.top_p if self.top_p is None else self.top_p,
            self.max_tokens or _PAPER.max_tokens,
        )

    @property
    def budget(self) -> Budget:
        """The budget of one problem."""
        return Budget(self.max_calls, self.max_total_tokens)

    def repeated(self, number: int) -> SolveOptions:
        """Return the options for a repeat of a request, counted from 0. Each repeat has different seeds."""
        return replace(self, seed=self.seed + number * _MAX_SEEDS)

    def predictor(self, limits: Limits) -> Predictor:
        """Return the predictor of outputs. `limits` bound the runs of programs with `oracle`.

        By default a single prediction is greedy, and several are sampled: greedy ones would all be equal.
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
"""The names of the options that clients of a proxy must not set."""

RUN_OPTIONS = tuple(name for name, spec in SOLVE_OPTIONS.items() if spec.scope is not OptionScope.REQUEST)
"""The names of the options of a run: all but those of a single request."""

_NEVER_IGNORED = ("oracle", "strategy_options")
"""Options that are refused if the strategy does not use them, wherever they are set."""


def parse_solve_options(
    values: Mapping[str, Any], base: SolveOptions | None = None, syntax: OptionSyntax = REQUEST
) -> SolveOptions:
    """Return `base` with the options in `values`.

    Args:
        values: Values by name, as JSON data or as texts, such as those of a configuration file.
        base: The options where `values` has none.
        syntax: How the front end's users write options, for error messages.

    Raises:
        UsageError: A name is unknown, a value is invalid, or the strategy does not use an option.

    Example:
        parse_solve_options({"k": "8", "oracle": True})  # SolveOptions(k=8, oracle=True)
    """
    options = replace(base or SolveOptions(), **read_options(SOLVE_OPTIONS, values, syntax))
    for name, look_up in (("strategy", get_strategy), ("prompts", get_prompt_set)):
        try:
            look_up(getattr(options, name))
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
    """Return the names of the options of a run that a strategy uses."""
    return tuple(name for name in RUN_OPTIONS if name != "strategy" and is_used_by(name, strategy))


def users_of(name: str) -> tuple[str, ...]:
    """Return who uses an option that only some strategies use: the built-in ones, or a plugin's."""
    users = tuple(built_in for built_in, strategy in STRATEGIES.items() if _uses(strategy, name))
    return users or ("a plugin's strategy",)


def check_strategy_options(names: Iterable[str], options: SolveOptions, syntax: OptionSyntax) -> None:
    """Raise UsageError if the strategy does not use one of the named options, with the oracle or at all."""
    for name in names:
        if options.oracle and name in _OF_PREDICTIONS:
            raise UsageError(
                f"{syntax.name(name)} is an option of predictions, and with {syntax.name('oracle')} programs "
                "are run instead; leave one of them out"
            )
        if not is_used_by(name, options.strategy):
            strategies, written = " or ".join(users_of(name)), syntax.label(name, "").rstrip("= ")
            raise UsageError(f"{written} is an option of {strategies}, not of {options.strategy}")


@dataclass(frozen=True, slots=True)
class LeastUsage:
    """The least usage of a problem.

    Attributes:
        calls: The fewest calls.
        first_round: How many of them are in the first round.
        reply_tokens: The most tokens of each reply in the first round; None for `max_tokens`.
        what: The subject of the error message.
    """

    calls: int = 1
    first_round: int = 1
    reply_tokens: int | None = None
    what: str = "a problem"


def check_budget(options: SolveOptions, syntax: OptionSyntax, least: LeastUsage | None = None) -> None:
    """Raise UsageError, with a sufficient budget, if a problem's budget is below its least usage."""
    least = least or LeastUsage()
    calls, tokens = options.max_calls, options.max_total_tokens
    if calls is not None and calls < least.calls:
        label = syntax.label("max_calls", calls)
        raise UsageError(
            f"{label}: {least.what} takes at least {least.calls} calls; give {least.calls} or more"
        )
    number, reply_tokens = least.first_round, least.reply_tokens or options.sampling.max_tokens
    if tokens is not None and tokens < number * reply_tokens:
        label = syntax.label("max_total_tokens", tokens)
        replies = "a reply" if number == 1 else f"{number} replies at once, each"
        raise UsageError(
            f"{label}: {least.what} takes {replies} of up to {reply_tokens} tokens, so no request fits; "
            f"give at least {number * reply_tokens}, or a lower {syntax.name('max_tokens')}"
        )


TOKEN_LIMITS = ("max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens")
"""The names under which lm-eval's generation settings may have the token limit of a reply."""


def token_limit(generation: Mapping[str, Any] | None) -> int | None:
    """Return the token limit of a reply in lm-eval's generation settings; None if there is none."""
    settings = generation or {}
    return next((int(settings[name]) for name in TOKEN_LIMITS if settings.get(name)), None)
