"""The flow that solves one problem, shared by every socket.

Candidates are drawn in the request's own words if there is one, so that they look as the plain model's would;
what is simulated and repaired then is the program in them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ses_plugin.plugins.registry import get_prompt_set, get_strategy
from ses_plugin.prompts import solve_prompt
from ses_plugin.service.budget_fit import fit_to_budget
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.result import SolveResult, build_result
from ses_plugin.strategies import (
    Candidate,
    Flow,
    Role,
    SampleRequest,
    SelfConsistency,
    SelfConsistencyResult,
    SelfFix,
    SelfFixResult,
    SelfVerify,
    SelfVerifyResult,
    StrategyOptions,
    StrategyResult,
    gather,
    parse_candidate,
    repair,
    sample,
    score_passes,
    select_by_agreement,
    select_by_prediction,
)
from ses_plugin.strategies.predictors import RecordingPredictor
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Limits
from ses_plugin.usage.limits import with_budget

_log = logging.getLogger(__name__)

_NEED_EXAMPLES = ("self-verify", "self-fix")

_NEXT_SOLUTION = 1000
"""How far apart the seeds of solutions are that are repaired side by side; more than anyone's turns."""


def effective_strategy(strategy: str, task: PublicProblem) -> str:
    """Return what solves `task` if `strategy` is asked for: some have nothing to go by without examples."""
    return "solve" if strategy in _NEED_EXAMPLES and not task.public_tests else strategy


def as_code_block(source: str) -> str:
    """Return a program as a reply in a chat has it."""
    return f"```python\n{source.rstrip()}\n```"


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat request that poses a problem.

    `body` is the request as JSON, without model, sampling, seed, `n` and streaming; `prompt` what it asks
    last. `n` answers are wanted. `parse_reply` finds the program in a reply; `format_reply` makes a reply
    of a program that no reply had, as a repaired one.
    """

    body: str
    prompt: str
    parse_reply: Callable[[str], Candidate]
    n: int = 1
    format_reply: Callable[[str], str] = as_code_block


@dataclass(frozen=True, slots=True)
class SolveResponse:
    """What a request is answered with: replies, the best first, and how the best one was found.

    There are `ChatRequest.n` of them, or fewer if calls failed: none if all did.
    """

    replies: tuple[str, ...]
    result: SolveResult


def solve_flow(
    task: PublicProblem,
    options: SolveOptions,
    limits: Limits | None = None,
    request: ChatRequest | None = None,
) -> Flow[SolveResponse]:
    """Solve `task` within the budget of `options`.

    Raises UsageError for a strategy or a prompt set that is not known, and for more candidates than fit the
    budget.
    """
    flow = _solve(task, options, limits or Limits(), request or _default_chat_request(task, options))
    return (yield from with_budget(flow, options.budget))


def _default_chat_request(task: PublicProblem, options: SolveOptions) -> ChatRequest:
    prompt = solve_prompt(task, get_prompt_set(options.prompts))
    return ChatRequest("", prompt, lambda reply: parse_candidate(reply, task))


def _solve(
    task: PublicProblem, options: SolveOptions, limits: Limits, request: ChatRequest
) -> Flow[SolveResponse]:
    noted = RecordingPredictor(options.predictor(limits))
    name = effective_strategy(options.strategy, task)
    room = fit_to_budget(name, task, options, request.n)
    _log_fallbacks(name, options, room.note)
    result: StrategyResult
    match name:
        case "self-verify":
            candidates = yield from _sample_from_request(request, room.candidates, options, options.seed)
            verify = SelfVerify(
                predictor=noted, seed=options.seed, score_all_contenders=True
            )  # whose score is all known
            result = yield from select_by_prediction(task, candidates, verify)
            replies = _rank_replies(result, [score_passes(passed) for passed in result.predicted_passes])
        case "self-consistency":
            candidates = yield from _sample_from_request(request, room.candidates, options, options.seed)
            prompts = get_prompt_set(options.prompts)
            consistent = SelfConsistency(
                sampling=options.sampling, predictor=noted, seed=options.seed, prompts=prompts
            )
            result = yield from select_by_agreement(task, candidates, consistent)
            replies = _rank_replies(result, result.votes)
        case "self-fix":
            seeds = [options.seed + number * _NEXT_SOLUTION for number in range(request.n)]
            found = yield from gather(
                [_repair_candidate(task, options, noted, request, seed) for seed in seeds]
            )
            found.sort(key=lambda one: -_points(one[0]) if one[0].turns else 1)  # stable
            (result, _), replies = found[0], [reply for _, reply in found if reply is not None]
        case "solve":
            candidates = yield from _sample_from_request(request, room.candidates, options, options.seed)
            result, replies = (*candidates, Candidate("", None))[0], [one.reply for one in candidates]
        case _:
            own = StrategyOptions(
                options.k,
                options.turns,
                options.sampling,
                noted,
                options.seed,
                get_prompt_set(options.prompts),
            )
            result = yield from get_strategy(name)(task, own)
            replies = [request.format_reply(result.program.source)] if result.program else []
    solved = build_result(name, result, task, noted, oracle=options.oracle)
    if room.note:
        solved = replace(solved, summary=(*solved.summary, room.note))
    return SolveResponse(tuple(replies[: request.n]), solved)


def _log_fallbacks(name: str, options: SolveOptions, note: str | None) -> None:
    if name != options.strategy:
        _log.info("strategy %s in place of %s: the problem has no examples", name, options.strategy)
    if note:
        _log.info("%s", note)


def _points(fixed: SelfFixResult) -> int:
    return score_passes(dict(enumerate(fixed.turns[-1].passed)))


def _sample_from_request(
    request: ChatRequest, k: int, options: SolveOptions, seed: int
) -> Flow[tuple[Candidate, ...]]:
    need = SampleRequest(request.prompt, Role.SOLVE, options.sampling, k, seed, request.body)
    (texts,) = yield from sample([need])
    return tuple(request.parse_reply(text) for text in texts)


def _rank_replies(result: SelfVerifyResult | SelfConsistencyResult, scores: Sequence[int]) -> list[str]:
    """Return the replies: the choice, then those with a program by score, then the others."""
    candidates = result.candidates

    def rank(number: int) -> tuple[bool, bool, int]:
        return number != result.chosen, candidates[number].program is None, -scores[number]

    return [candidates[number].reply for number in sorted(range(len(candidates)), key=rank)]


def _repair_candidate(
    task: PublicProblem, options: SolveOptions, noted: RecordingPredictor, request: ChatRequest, seed: int
) -> Flow[tuple[SelfFixResult, str | None]]:
    """Return a solution, repaired, and the reply to give: the model's own unless it was changed."""
    (first, *_) = (*(yield from _sample_from_request(request, 1, options, seed)), None)
    if first is None or first.program is None:
        return SelfFixResult((), "no program"), first.reply if first else None
    fix = SelfFix(
        options.turns,
        options.sampling,
        predictor=noted,
        seed=seed,
        submit_passing=options.submit_passing,
        prompts=get_prompt_set(options.prompts),
    )
    fixed = yield from repair(task, first.program, fix)
    last = fixed.turns[-1].program
    return fixed, first.reply if last == first.program else request.format_reply(last.source)
