"""Reading a chat request as OpenAI clients send it: our options, the problem, and what is passed on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from textwrap import dedent
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.extraction import code_blocks, strip_reasoning
from ses_plugin.plugins.registry import get_strategy
from ses_plugin.problems.detection.detect import DetectedProblem, detect_problem
from ses_plugin.service.option_fields import OPTION_PREFIX, REQUEST, strip_option_prefix
from ses_plugin.service.options import SolveOptions, check_budget, parse_solve_options
from ses_plugin.service.solve import SolveResponse, effective_strategy, solve_flow
from ses_plugin.strategies import Candidate, CandidateSource, Flow, parse_candidate
from ses_plugin.syntax import is_program
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program

_SET_PER_CALL = frozenset(
    "model messages n seed stream stream_options temperature top_p max_tokens max_completion_tokens".split()
)
"""What each of our calls has of its own, whatever the request says."""

_NOT_FOR_CODE = ("tools", "functions", "response_format", "audio", "modalities", "logprobs", "prediction")
_NUMBERS: dict[str, type | tuple[type, ...]] = {
    "n": int,
    "seed": int,
    "max_tokens": int,
    "max_completion_tokens": int,
    "temperature": (int, float),
    "top_p": (int, float),
}


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """A request to solve a problem.

    Attributes:
        source: Where candidates come from: the client's own request.
        n: How many answers the client wants.
        detected: How the problem was found in the request.
    """

    problem: PublicProblem
    options: SolveOptions
    source: CandidateSource
    n: int
    detected: DetectedProblem

    def flow(self) -> Flow[SolveResponse]:
        """Return the flow that solves it."""
        return solve_flow(self.problem, self.options, source=self.source, n=self.n)


@dataclass(frozen=True, slots=True)
class Passthrough:
    """A request that the plain model answers as if SES was not there, and why."""

    reason: str


def raw_ses_options(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options in a request, unread: `ses_k`, `ses: {k: …}`, or either in its `extra_body`.

    Raises UsageError if `ses` is no object.
    """
    named: dict[str, Any] = {}
    for place in (body, body.get("extra_body") or {}):
        own = place.get("ses") or {}
        if not isinstance(own, Mapping):
            raise UsageError(f'"ses" in a request: {own!r} is not an object of options, as {{"k": 8}}')
        named |= own
        named |= strip_option_prefix(place)
    return named


def parse_ses_options(body: Mapping[str, Any], base: SolveOptions | None = None) -> SolveOptions:
    """Return `base` with the options in a request. Raises UsageError for invalid options."""
    return parse_solve_options(raw_ses_options(body), base)


def strip_ses_options(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request without anything of ours, for the plain model."""
    out = {key: value for key, value in body.items() if key != "ses" and not key.startswith(OPTION_PREFIX)}
    if isinstance(out.get("extra_body"), Mapping):
        out["extra_body"] = strip_ses_options(out["extra_body"])
        if not out["extra_body"]:
            del out["extra_body"]
    return out


def parse_request(body: Mapping[str, Any], base: SolveOptions | None = None) -> SolveRequest | Passthrough:
    """Return what is to be done with a request.

    Raises UsageError for invalid options, and for a budget that leaves nothing to ask.
    """
    options = parse_ses_options(body, base)
    if used := [name for name in _NOT_FOR_CODE if body.get(name) and body[name] != {"type": "text"}]:
        return Passthrough(f"the request has {used[0]!r}, which asks for something other than a program")
    if wrong := _find_unreadable_field(body):
        return Passthrough(
            f"the request's {wrong!r} can't be read; the model's server has to say what is wrong"
        )
    messages = body.get("messages") or []
    found = detect_problem(messages)
    task = found.problem
    if options.tests:
        statement = task.statement if task else _last_text(messages)
        entry_point = options.entry_point or (task.entry_point if task else None)
        task = PublicProblem(
            statement, options.tests, entry_point, *((task.starter_code, task.preloaded) if task else ())
        )
    if task is None:
        return Passthrough(found.reason)
    if effective_strategy(options.strategy, task) != options.strategy:
        return Passthrough(
            found.reason or "no examples were found in the request, so nothing can be verified"
        )
    options = _apply_request_sampling(options, body)
    check_budget(options, REQUEST)
    source = CandidateSource(
        _last_text(messages), _CandidateReader(found, task), _candidate_request_body(body)
    )
    return SolveRequest(task, options, source, int(body.get("n") or 1), found)


def _find_unreadable_field(body: Mapping[str, Any]) -> str | None:
    """Return what in a request is not of the type it must be."""
    messages = body.get("messages") or []
    if not isinstance(messages, list) or not all(isinstance(one, Mapping) for one in messages):
        return "messages"
    for name, kind in _NUMBERS.items():
        value = body.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kind)):
            return name
    return "n" if body.get("n") is not None and body["n"] < 1 else None


def _apply_request_sampling(options: SolveOptions, body: Mapping[str, Any]) -> SolveOptions:
    """Return `options` with the sampling of the request where ours say nothing.

    A temperature of 0 would draw the same candidate k times: strategies that choose take the paper's then.
    """
    temperature = body.get("temperature")
    if temperature == 0 and get_strategy(options.strategy).selects:
        temperature = None
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    sampling: dict[str, Any] = {"temperature": temperature, "top_p": body.get("top_p"), "max_tokens": limit}
    unset = {name: value for name, value in sampling.items() if getattr(options, name) is None}
    seed = options.seed or body.get("seed") or 0
    return replace(options, seed=int(seed), **unset)


def _candidate_request_body(body: Mapping[str, Any]) -> str:
    theirs = strip_ses_options(body).items()
    kept = {key: value for key, value in theirs if key not in _SET_PER_CALL and value is not None}
    return json.dumps({"messages": list(body.get("messages") or []), **kept}, sort_keys=True)


def _last_text(messages: Any) -> str:
    for message in reversed(messages):
        if isinstance(message, Mapping) and message.get("role") == "user":
            content = message.get("content")
            if isinstance(content, str):
                return content
            parts = content if isinstance(content, list) else []
            return "\n".join(
                str(part["text"]) for part in parts if isinstance(part, Mapping) and "text" in part
            )
    return ""


@dataclass(frozen=True, slots=True)
class _CandidateReader:
    """Finds the program in a reply: whole, or as the end of the code that the request began."""

    found: DetectedProblem
    task: PublicProblem

    def __call__(self, reply: str) -> Candidate:
        draft, prefix, entry = parse_candidate(reply, self.task), self.found.prefix, self.task.entry_point
        if not prefix or (draft.program and entry is not None and f"def {entry}" in draft.program.source):
            return draft
        # The block as it stands, since its margin is what goes on; else as a new line of the beginning.
        end, *_ = [*code_blocks(reply)[-1:], strip_reasoning(reply)[0]]
        sources = [f"{prefix}{gap}{text}" for text in (end, dedent(end)) for gap in ("", "\n")]
        return Candidate(reply, Program(next(filter(is_program, sources), sources[0]), entry))
