"""The options of solving, the same behind every socket: commands, wrapped clients, providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.plugins.registry import get_prompt_set, get_strategy
from ses_plugin.strategies import ExecutionPredictor, ModelPredictor, Predictor, SamplingParams
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits
from ses_plugin.usage.limits import Budget

DEFAULT_STRATEGY = "self-verify"

_NEXT_REPEAT = 1000
"""How far apart the seeds of repeats are; more than anyone's candidates."""


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """How a problem is solved.

    `k` candidates, or at most `turns` solutions one after the other; `votes` predictions of each output.
    `temperature` is that of replies other than single predictions, which are greedy; None is what a request
    says, or else the paper's. `max_tokens` is what one reply may have, `simulate_tokens` a prediction.
    """

    strategy: str = DEFAULT_STRATEGY
    k: int = 8
    turns: int = 10
    submit_passing: bool = False
    """Submit what is predicted to pass all tests and have the rest corrected; do not ask which."""
    votes: int = 1
    oracle: bool = False
    """Really run the candidates in the place of predicting what they print."""
    direct: bool = False
    """Ask for outputs only, without reasoning."""
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    simulate_tokens: int | None = None
    seed: int = 0
    prompts: str = "v1"
    simulator: str | None = None
    """The model that predicts, by the socket's name for it; None: the one that solves."""
    max_calls: int | None = None
    max_total_tokens: int | None = None
    """Written tokens, in all calls together."""
    tests: tuple[Test, ...] = ()
    """The public tests; none: those that are found in the request."""
    entry: str | None = None
    """The function to be written, which `tests` call."""

    @property
    def sampling(self) -> SamplingParams:
        """How candidates and fixes are drawn."""
        paper = SamplingParams()
        return SamplingParams(
            paper.temperature if self.temperature is None else self.temperature,
            paper.top_p if self.top_p is None else self.top_p,
            self.max_tokens or paper.max_tokens,
        )

    @property
    def budget(self) -> Budget:
        """What may be spent."""
        return Budget(self.max_calls, self.max_total_tokens)

    def repeated(self, number: int) -> SolveOptions:
        """Return the options for the `number`-th repeat of a request, from 0: each has seeds of its own."""
        return replace(self, seed=self.seed + number * _NEXT_REPEAT)

    def predictor(self, limits: Limits) -> Predictor:
        """Return who says what programs print."""
        if self.oracle:
            return ExecutionPredictor(limits)
        drawn = self.sampling
        temperature = 0.0 if self.votes == 1 else (drawn.temperature or SamplingParams().temperature)
        sampling = replace(
            drawn, temperature=temperature, max_tokens=self.simulate_tokens or drawn.max_tokens
        )
        return ModelPredictor(sampling, self.votes, self.seed, self.direct, get_prompt_set(self.prompts))


def parse_solve_options(values: Mapping[str, Any], base: SolveOptions | None = None) -> SolveOptions:
    """Return `base` with what `values` say, as JSON or as texts (of a configuration, say).

    Raises UsageError for an unknown name, and for an invalid value.
    """
    read: dict[str, Any] = {}
    for name, value in values.items():
        if name not in _READERS:
            raise UsageError(f"ses option {name!r}: no such option; there are {', '.join(_READERS)}")
        wanted, reader = _READERS[name]
        try:
            read[name] = reader(value)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise UsageError(f"ses option {name!r}: {value!r} is not {wanted}") from error
    options = replace(base or SolveOptions(), **read)
    get_strategy(options.strategy)
    get_prompt_set(options.prompts)
    if options.oracle and options.strategy == "solve":
        raise UsageError("ses option 'oracle': for strategies that predict, as self-verify, not for solve")
    return options


_Reader = tuple[str, Callable[[Any], Any]]


def _integer(least: int) -> _Reader:
    def read(value: Any) -> int:
        number = int(value)
        if isinstance(value, bool) or number != float(value) or number < least:
            raise ValueError
        return number

    return f"an integer of at least {least}", read


def _number(most: float) -> _Reader:
    def read(value: Any) -> float:
        number = float(value)
        if isinstance(value, bool) or not 0 <= number <= most:
            raise ValueError
        return number

    return f"a number from 0 to {most:g}", read


def _flag(value: Any) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _tests(value: Any) -> tuple[Test, ...]:
    return tuple(Test(_text(test["input"]), _text(test["output"])) for test in value)


def _optional(reader: _Reader) -> _Reader:
    wanted, read = reader
    return f"{wanted}, or null", lambda value: None if value is None else read(value)


_FLAG: _Reader = "true or false", _flag
_TEXT: _Reader = "a text", _text
_READERS: dict[str, _Reader] = {
    "strategy": _TEXT,
    "k": _integer(1),
    "turns": _integer(1),
    "submit_passing": _FLAG,
    "votes": _integer(1),
    "oracle": _FLAG,
    "direct": _FLAG,
    "temperature": _optional(_number(5)),
    "top_p": _optional(_number(1)),
    "max_tokens": _optional(_integer(1)),
    "simulate_tokens": _optional(_integer(1)),
    "seed": _integer(0),
    "prompts": _TEXT,
    "simulator": _optional(_TEXT),
    "max_calls": _optional(_integer(0)),
    "max_total_tokens": _optional(_integer(0)),
    "tests": ('a list of {"input": TEXT, "output": TEXT}', _tests),
    "entry": _optional(_TEXT),
}

OPTION_NAMES = tuple(_READERS)
"""The names of all options."""
