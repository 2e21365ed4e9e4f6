"""One problem, solved for whoever asks: the flow behind every socket.

Candidates are drawn in the request's own words if there is one, so that they look as the plain model's would;
what is simulated and repaired then is the program in them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ses_plugin.chat.budget import room_for
from ses_plugin.chat.options import SolveOptions
from ses_plugin.chat.solved import Solved, solved_by
from ses_plugin.plugins import prompt_set, strategy
from ses_plugin.problems import Task
from ses_plugin.programs import Limits
from ses_plugin.prompts import solve as solve_prompt
from ses_plugin.strategies import (
    Choice,
    Consensus,
    Draft,
    Fixed,
    Flow,
    Result,
    Role,
    Sample,
    SelfConsistency,
    SelfFix,
    SelfVerify,
    StrategyOptions,
    agree,
    choose,
    points,
    read_draft,
    repair,
    sample,
    together,
    within,
)
from ses_plugin.strategies.simulation import Noted

_NEED_EXAMPLES = ("self-verify", "self-fix")

_NEXT_SOLUTION = 1000
"""How far apart the seeds of solutions are that are repaired side by side; more than anyone's turns."""


def applied(strategy: str, task: Task) -> str:
    """Return what solves `task` if `strategy` is asked for: some have nothing to go by without examples."""
    return "solve" if strategy in _NEED_EXAMPLES and not task.public else strategy


def fenced(source: str) -> str:
    """Return a program as a reply in a chat has it."""
    return f"```python\n{source.rstrip()}\n```"


@dataclass(frozen=True, slots=True)
class Request:
    """A chat request that poses a problem.

    `body` is the request as JSON, without model, sampling, seed, `n` and streaming; `prompt` what it asks
    last. `n` answers are wanted. `read` finds the program in a reply; `write` makes a reply of a program that
    no reply had, as a repaired one.
    """

    body: str
    prompt: str
    read: Callable[[str], Draft]
    n: int = 1
    write: Callable[[str], str] = fenced


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with: replies, the best first, and how the best one was found.

    There are `Request.n` of them, or fewer if calls failed: none if all did.
    """

    replies: tuple[str, ...]
    solved: Solved


def solve(
    task: Task, options: SolveOptions, limits: Limits | None = None, request: Request | None = None
) -> Flow[Answer]:
    """Solve `task` within the budget of `options`.

    Raises UsageError for a strategy or a prompt set that is not known, and for more candidates than fit the
    budget.
    """
    flow = _solve(task, options, limits or Limits(), request or _own_request(task, options))
    return (yield from within(flow, options.budget))


def _own_request(task: Task, options: SolveOptions) -> Request:
    prompt = solve_prompt(task, prompt_set(options.prompts))
    return Request("", prompt, lambda reply: read_draft(reply, task))


def _solve(task: Task, options: SolveOptions, limits: Limits, request: Request) -> Flow[Answer]:
    noted = Noted(options.predictor(limits))
    name = applied(options.strategy, task)
    room = room_for(name, task, options, request.n)
    result: Result
    match name:
        case "self-verify":
            candidates = yield from _candidates(request, room.candidates, options, options.seed)
            verify = SelfVerify(predictor=noted, seed=options.seed, complete=True)  # whose score is all known
            result = yield from choose(task, candidates, verify)
            replies = _ranked(result, [points(passed) for passed in result.passed])
        case "self-consistency":
            candidates = yield from _candidates(request, room.candidates, options, options.seed)
            prompts = prompt_set(options.prompts)
            consistent = SelfConsistency(
                sampling=options.sampling, predictor=noted, seed=options.seed, prompts=prompts
            )
            result = yield from agree(task, candidates, consistent)
            replies = _ranked(result, result.votes)
        case "self-fix":
            seeds = [options.seed + number * _NEXT_SOLUTION for number in range(request.n)]
            found = yield from together([_fixed(task, options, noted, request, seed) for seed in seeds])
            found.sort(key=lambda one: -_points(one[0]) if one[0].turns else 1)  # stable
            (result, _), replies = found[0], [reply for _, reply in found if reply is not None]
        case "solve":
            candidates = yield from _candidates(request, room.candidates, options, options.seed)
            result, replies = (*candidates, Draft("", None))[0], [one.reply for one in candidates]
        case _:
            own = StrategyOptions(
                options.k, options.turns, options.sampling, noted, options.seed, prompt_set(options.prompts)
            )
            result = yield from strategy(name)(task, own)
            replies = [request.write(result.program.source)] if result.program else []
    solved = solved_by(name, result, task, noted, oracle=options.oracle)
    if room.told:
        solved = replace(solved, told=(*solved.told, room.told))
    return Answer(tuple(replies[: request.n]), solved)


def _points(fixed: Fixed) -> int:
    return points(dict(enumerate(fixed.turns[-1].passed)))


def _candidates(request: Request, k: int, options: SolveOptions, seed: int) -> Flow[tuple[Draft, ...]]:
    need = Sample(request.prompt, Role.SOLVE, options.sampling, k, seed, request.body)
    (texts,) = yield from sample([need])
    return tuple(request.read(text) for text in texts)


def _ranked(result: Choice | Consensus, scores: Sequence[int]) -> list[str]:
    """Return the replies: the choice, then those with a program by score, then the others."""
    candidates = result.candidates

    def rank(number: int) -> tuple[bool, bool, int]:
        return number != result.chosen, candidates[number].program is None, -scores[number]

    return [candidates[number].reply for number in sorted(range(len(candidates)), key=rank)]


def _fixed(
    task: Task, options: SolveOptions, noted: Noted, request: Request, seed: int
) -> Flow[tuple[Fixed, str | None]]:
    """Return a solution, repaired, and the reply to give: the model's own unless it was changed."""
    (first, *_) = (*(yield from _candidates(request, 1, options, seed)), None)
    if first is None or first.program is None:
        return Fixed((), "no program"), first.reply if first else None
    fix = SelfFix(
        options.turns,
        options.sampling,
        predictor=noted,
        seed=seed,
        submit_passing=options.submit_passing,
        prompts=prompt_set(options.prompts),
    )
    fixed = yield from repair(task, first.program, fix)
    last = fixed.turns[-1].program
    return fixed, first.reply if last == first.program else request.write(last.source)
