"""A chat request of a client: our options, the problem, the request to forward; and the report on its answer.

The report is plain data, in one namespaced field of a front end's response.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from textwrap import dedent
from typing import Any, TypedDict

from ses_plugin.errors import UsageError
from ses_plugin.extraction import code_blocks, strip_reasoning
from ses_plugin.plugins import get_strategy
from ses_plugin.problems.detection import DetectedProblem, detect_problem
from ses_plugin.service.option_fields import OPTION_PREFIX, REQUEST, strip_option_prefix
from ses_plugin.service.options import SolveOptions, check_budget, parse_solve_options
from ses_plugin.service.result import ResultRow, result_to_row
from ses_plugin.service.solve import SolveResponse, effective_strategy, solve_flow
from ses_plugin.strategies import Candidate, CandidateSource, Flow, parse_candidate
from ses_plugin.syntax import is_program
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program
from ses_plugin.usage import UsageTracker

_SET_PER_CALL = frozenset(
    "model messages n seed stream stream_options temperature top_p max_tokens max_completion_tokens".split()
)
"""Fields that each of our calls sets itself, so that the client's values are not copied."""

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
        source: The source of candidates: the client's own request.
        n: The number of choices that the client requests.
        detected: The problem as detected in the request, with the form of its answers.
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
    """A request that is forwarded to the plain model unchanged, and the reason."""

    reason: str


def raw_ses_options(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the unparsed SES options in a request, by name.

    They are fields such as `ses_k`, or an object `ses: {k: …}`, in the request or in its `extra_body`.

    Raises UsageError if `ses` is not an object.
    """
    named: dict[str, Any] = {}
    for place in (body, body.get("extra_body") or {}):
        options = place.get("ses") or {}
        if not isinstance(options, Mapping):
            raise UsageError(
                f'"ses" in a request: {options!r} is not an object of options, such as {{"k": 8}}'
            )
        named |= options
        named |= strip_option_prefix(place)
    return named


def parse_ses_options(body: Mapping[str, Any], base: SolveOptions | None = None) -> SolveOptions:
    """Return `base` with the SES options in a request. Raises UsageError for invalid options."""
    return parse_solve_options(raw_ses_options(body), base)


def strip_ses_options(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request without SES options, for the plain model."""
    out = {key: value for key, value in body.items() if key != "ses" and not key.startswith(OPTION_PREFIX)}
    if isinstance(out.get("extra_body"), Mapping):
        out["extra_body"] = strip_ses_options(out["extra_body"])
        if not out["extra_body"]:
            del out["extra_body"]
    return out


def parse_request(body: Mapping[str, Any], base: SolveOptions | None = None) -> SolveRequest | Passthrough:
    """Return the request to solve a problem, or a passthrough with the reason.

    Args:
        body: The body of a chat completion request.
        base: The options where the request has none.

    Raises:
        UsageError: An option is invalid, or the budget is too small for one request.
    """
    options = parse_ses_options(body, base)
    if fields := [name for name in _NOT_FOR_CODE if body.get(name) and body[name] != {"type": "text"}]:
        return Passthrough(f"the request has {fields[0]!r}, which asks for something other than a program")
    if field := _find_unreadable_field(body):
        return Passthrough(f"the request's {field!r} is invalid; the model's server reports the error")
    messages = body.get("messages") or []
    detected = detect_problem(messages)
    problem = detected.problem
    if options.tests:
        statement = problem.statement if problem else _last_text(messages)
        entry_point = options.entry_point or (problem.entry_point if problem else None)
        problem = PublicProblem(
            statement,
            options.tests,
            entry_point,
            *((problem.starter_code, problem.preloaded) if problem else ()),
        )
    if problem is None:
        return Passthrough(detected.reason)
    if effective_strategy(options.strategy, problem) != options.strategy:
        return Passthrough(
            detected.reason or "no examples were found in the request, so nothing can be verified"
        )
    options = _apply_request_sampling(options, body)
    check_budget(options, REQUEST)
    source = CandidateSource(
        _last_text(messages), _CandidateReader(detected, problem), _candidate_request_body(body)
    )
    return SolveRequest(problem, options, source, int(body.get("n") or 1), detected)


def _find_unreadable_field(body: Mapping[str, Any]) -> str | None:
    """Return the name of a field with an invalid value; None if there is none."""
    messages = body.get("messages") or []
    if not isinstance(messages, list) or not all(isinstance(message, Mapping) for message in messages):
        return "messages"
    for name, kind in _NUMBERS.items():
        value = body.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kind)):
            return name
    return "n" if body.get("n") is not None and body["n"] < 1 else None


def _apply_request_sampling(options: SolveOptions, body: Mapping[str, Any]) -> SolveOptions:
    """Return `options` with the sampling of the request where they set none.

    With a temperature of 0 all k candidates would be equal, so selecting strategies ignore it and use the
    paper's temperature.
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
    client_fields = strip_ses_options(body).items()
    kept = {key: value for key, value in client_fields if key not in _SET_PER_CALL and value is not None}
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
    """Parses the program in a reply: a complete one, or the continuation of code in the request."""

    detected: DetectedProblem
    problem: PublicProblem

    def __call__(self, reply: str) -> Candidate:
        candidate = parse_candidate(reply, self.problem)
        prefix, entry_point = self.detected.prefix, self.problem.entry_point
        if not prefix or (
            candidate.program and entry_point is not None and f"def {entry_point}" in candidate.program.source
        ):
            return candidate
        # Indented blocks continue the prefix as they are; dedented ones and new lines are fallbacks.
        code, *_ = [*code_blocks(reply)[-1:], strip_reasoning(reply)[0]]
        sources = [f"{prefix}{gap}{text}" for text in (code, dedent(code)) for gap in ("", "\n")]
        return Candidate(reply, Program(next(filter(is_program, sources), sources[0]), entry_point))


FIELD = "ses"
"""The name of the field in responses, and of the object with our options in requests."""


class AnswerReport(ResultRow):
    """The report on a solved request.

    `examples` counts the public tests; `detection` is why a request shows none, "" if it shows some; `roles`
    has for each role the fields of `RoleUsage`; `cost` is in US dollars, None if it is not known.
    """

    examples: int
    detection: str
    rounds: int
    roles: dict[str, dict[str, Any]]
    cost: float | None


class PassthroughReport(TypedDict):
    """The report on a request that the plain model answered; `summary` has the reason."""

    strategy: None
    verified: None
    summary: list[str]


def build_report(request: SolveRequest, response: SolveResponse, tracker: UsageTracker) -> AnswerReport:
    """Return the report on a solved request: the result with all candidates, and the usage of each role."""
    return {
        **result_to_row(response.result),
        "examples": len(request.problem.public_tests),
        "detection": request.detected.reason,
        "rounds": tracker.rounds,
        "roles": {role: asdict(counts) for role, counts in tracker.roles.items()},
        "cost": tracker.usage.cost,
    }


def passthrough_report(passthrough: Passthrough) -> PassthroughReport:
    """Return the report on a request that the plain model answered, with the reason."""
    return {"strategy": None, "verified": None, "summary": [passthrough.reason]}
