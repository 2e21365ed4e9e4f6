"""Episodes of Self-RLEF (paper, section 4): the project's own self-fixing, with the tokens of each turn kept.

Pure, as strategies are: what generates is a `TokenModel`, so that another trainer can share it, and that it
is tested without torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast

from ses_plugin.drivers import dispatch_round, execute_all, run_lockstep
from ses_plugin.strategies import (
    ExecutionPredictor,
    FixFeedback,
    ModelPredictor,
    SamplingParams,
    SelfFix,
    self_fix,
)
from ses_plugin.strategies.flow import (
    Completions,
    Flow,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    sample,
)
from ses_plugin.types.problem import Problem

T = TypeVar("T")

TURNS = 2
"""Solutions of an episode: in training there is at most one fix (paper, section 4)."""

TRAINED = (Role.SOLVE, Role.FIX)
"""The turns that are trained, in their order."""

_CHARACTERS_PER_TOKEN = 16
"""A prompt with more characters than this for each token that it may have isn't tokenized at all."""


@dataclass(frozen=True, slots=True)
class TokenizedCompletion:
    """A completion: its tokens, and their log-probabilities if the generator knows them."""

    ids: tuple[int, ...]
    logprobs: tuple[float, ...] | None = None


class TokenModel(Protocol):
    """What episodes need of a model. Each prompt is a chat of its own: context switching."""

    def encode(self, prompts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each prompt, through the chat template."""
        ...  # pragma: no cover

    def generate(self, prompts: Sequence[Sequence[int]]) -> list[TokenizedCompletion]:
        """Return a completion of each prompt."""
        ...  # pragma: no cover

    def decode(self, completions: Sequence[Sequence[int]]) -> list[str]:
        """Return the texts of completions."""
        ...  # pragma: no cover

    def end(self) -> None:
        """Take part in what other processes still generate."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Segment:
    """One turn: what it was asked, with a prompt of its own, and what was generated."""

    role: Role
    prompt_ids: tuple[int, ...]
    completion: TokenizedCompletion


@dataclass(frozen=True, slots=True)
class TokenizedCompletions(Completions):
    """A reply that knows its tokens."""

    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """One row played to its end.

    `segments` are the turns that are trained: of solving, the solution and the decision about it. `final` is
    the program at the end, None if there is none; `passed` says of each solution whether it is right on the
    public tests, and is empty where only predictions tell (`predicted`). `end` is why it ended, as of
    `strategies.SelfFixResult`.
    """

    segments: tuple[Segment, ...]
    final: str | None = None
    passed: tuple[bool, ...] = ()
    end: str = ""
    predicted: bool = False


def predict_output(prompt: str, sampling: SamplingParams) -> Flow[Episode]:
    """Play a row of output prediction: one turn."""
    _, segments = yield from with_segments(sample([SampleRequest(prompt, Role.SIMULATE, sampling)]))
    return Episode(segments)


def solve_episode(
    problem: Problem,
    sampling: SamplingParams,
    *,
    predicted: bool = False,
    fix_feedback: FixFeedback = FixFeedback.OUTPUTS,
) -> Flow[Episode]:
    """Play a row of solving: `self_fix`, as at inference, with at most one fix.

    The feedback is what the public tests really give, or with `predicted` what the model predicts.
    """
    predictor = ModelPredictor(sampling) if predicted else ExecutionPredictor(problem.limits)
    options = SelfFix(TURNS, sampling, predictor=predictor, fix_feedback=fix_feedback)
    fixed, segments = yield from with_segments(self_fix(problem.public, options))
    return Episode(
        tuple(segment for segment in segments if segment.role in TRAINED),
        None if fixed.program is None else fixed.program.source,
        () if predicted else tuple(all(turn.passed) for turn in fixed.turns),
        fixed.stop_reason,
        predicted,
    )


def run_episodes(flows: Sequence[Flow[Episode]], model: TokenModel, most_prompt_tokens: int) -> list[Episode]:
    """Play all episodes in lockstep: what they ask for in a round is generated as one batch."""
    episodes = run_lockstep(flows, _Backend(model, most_prompt_tokens))
    model.end()
    return episodes


def with_segments(flow: Flow[T]) -> Flow[tuple[T, tuple[Segment, ...]]]:
    """Drive `flow`; return its result, and the segments of the replies that it got."""
    segments: list[Segment] = []
    try:
        needs = next(flow)
        while True:
            replies = yield needs
            for reply in replies:
                if isinstance(reply, TokenizedCompletions):
                    segments += reply.segments
            needs = flow.send(replies)
    except StopIteration as stop:
        return cast(T, stop.value), tuple(segments)
    finally:
        flow.close()


class _Backend:
    """Answers rounds of `run_lockstep`. A prompt that is too long can't be asked: a failed call."""

    def __init__(self, model: TokenModel, most_prompt_tokens: int) -> None:
        self._model, self._most = model, most_prompt_tokens

    def __call__(self, needs: Sequence[Request]) -> list[Response]:
        """Answer all requests of a round, in order."""
        return dispatch_round(
            needs, lambda need: self._sampled if isinstance(need, SampleRequest) else execute_all
        )

    def _sampled(self, needs: Sequence[SampleRequest]) -> list[Response]:
        wanted = [need for need in needs if len(need.prompt) <= _CHARACTERS_PER_TOKEN * self._most]
        encoded = dict(zip(wanted, self._model.encode([need.prompt for need in wanted]), strict=True))
        short = {need: ids for need, ids in encoded.items() if len(ids) <= self._most}
        asked = [need for need in needs if need in short for _ in range(need.n)]
        if not asked:
            return [self._too_long() for _ in needs]
        completions = self._model.generate([short[need] for need in asked])
        texts = self._model.decode([completion.ids for completion in completions])
        made = iter(zip(completions, texts, strict=True))
        return [
            _written(need, short[need], [next(made) for _ in range(need.n)])
            if need in short
            else self._too_long()
            for need in needs
        ]

    def _too_long(self) -> RequestFailed:
        return RequestFailed(f"the prompt has more than {self._most} tokens")


def _written(
    need: SampleRequest, prompt: Sequence[int], made: Sequence[tuple[TokenizedCompletion, str]]
) -> TokenizedCompletions:
    return TokenizedCompletions(
        tuple(text for _, text in made),
        len(prompt) * need.n,
        tuple(len(completion.ids) for completion, _ in made),
        segments=tuple(Segment(need.role, tuple(prompt), completion) for completion, _ in made),
    )
