"""Parses requests of any lm-eval task: the problem in the prompt, and the format of the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lm_eval.api.instance import Instance

from ses_plugin.adapters.lm_eval.round_batching import STRATEGY_REQUEST_TYPE, RawRequest
from ses_plugin.plugins import get_strategy
from ses_plugin.problems.detection import (
    DetectedProblem,
    as_completion,
    detect_problem,
    detect_problem_in_text,
)
from ses_plugin.service.option_fields import MODEL_ARGS
from ses_plugin.service.options import TOKEN_LIMITS, SolveOptions, check_budget, token_limit
from ses_plugin.service.request import Passthrough, SolveRequest
from ses_plugin.service.solve import effective_strategy
from ses_plugin.strategies import Candidate, CandidateSource, as_code_block, parse_candidate
from ses_plugin.syntax import is_program
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program

_FENCE = "```"
_FIRST_BLOCK = re.compile(r"```(?:\w+)?\n?(.*?)\n?```", re.DOTALL)
"""The pattern by which mbpp_instruct and mbpp_plus_instruct extract code, after adding an opening fence.

It takes the `def` of `def f(): …` at the very beginning for the name of a language. It extracts nothing from
a reply without a closing fence, and the prose from a reply with prose before a fence.
"""

_OPEN_FENCE = re.compile(r"(?:```|~~~)[\w+#-]*[ \t]*\n?\Z")


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """A request with a problem, and the lm-eval request by which its candidates are sampled."""

    solve_request: SolveRequest
    raw: RawRequest


def parse_instance(
    request: Instance, options: SolveOptions, default_max_tokens: int, repeat: int = 0
) -> ParsedRequest | Passthrough:
    """Return the request to solve the problem in a `generate_until` request, or a passthrough.

    Args:
        request: The request of a task.
        options: How to solve.
        default_max_tokens: The token limit of replies to our prompts, unless options or task allow more.
        repeat: The number of earlier requests that are equal.

    Raises:
        UsageError: The budget is too small for one request.
    """
    if options.strategy == "solve":
        return Passthrough("the strategy is solve: the plain model answers")
    if request.request_type != "generate_until" or request.task_name == STRATEGY_REQUEST_TYPE:
        return Passthrough("the request was made by a strategy")
    if len(request.args) != 2:
        return Passthrough("the request has more than text")
    context, settings = request.args
    messages = _messages(context)
    detected = detect_problem_in_text(context) if messages is None else detect_problem(messages)
    problem = detected.problem
    if problem is None or effective_strategy(options.strategy, problem) != options.strategy:
        return Passthrough(
            detected.reason or "no examples were found in the prompt, so nothing can be verified"
        )
    resolved = _apply_request_sampling(options, settings, default_max_tokens, repeat)
    check_budget(resolved, MODEL_ARGS)
    text = context if messages is None else _text(messages[-1])
    in_fence = _OPEN_FENCE.search(text.removesuffix(detected.prefix)) is not None
    reply_format = _ReplyFormat(problem, detected, in_fence, _FENCE in "".join(_stop_texts(settings)))
    body = json.dumps([context, settings], sort_keys=True, default=str)
    source = CandidateSource(text, reply_format.read, body, reply_format.write)
    return ParsedRequest(
        SolveRequest(problem, resolved, source, 1, detected),
        RawRequest(context, _candidate_settings(settings, options, resolved)),
    )


def _messages(context: Any) -> list[Mapping[str, Any]] | None:
    """Return the messages of a chat, which lm-eval wraps as JSON in an object; None for a text."""
    if isinstance(context, str):
        return None
    messages: list[Mapping[str, Any]] = json.loads(context.prompt) if hasattr(context, "prompt") else context
    return messages


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _apply_request_sampling(
    options: SolveOptions, settings: Mapping[str, Any], default_max_tokens: int, repeat: int
) -> SolveOptions:
    """Return `options` with the sampling of the request where they set none."""
    temperature = options.temperature
    if temperature is None:
        temperature = _temperature(settings) or (None if get_strategy(options.strategy).selects else 0.0)
    tokens = options.max_tokens or max(token_limit(settings) or 0, default_max_tokens)
    return replace(
        options.repeated(repeat),
        temperature=temperature,
        top_p=settings.get("top_p") if options.top_p is None else options.top_p,
        max_tokens=tokens,
        simulate_tokens=options.simulate_tokens or default_max_tokens,
    )


def _stop_texts(settings: Mapping[str, Any]) -> list[str]:
    until = settings.get("until") or []
    return [until] if isinstance(until, str) else [str(stop) for stop in until]


def _temperature(settings: Mapping[str, Any]) -> float:
    """Return the temperature in a task's settings: 0 unless they request sampling."""
    is_sampled = bool(settings.get("do_sample", "temperature" in settings))
    return float(settings.get("temperature", 1.0)) if is_sampled else 0.0


def _candidate_settings(
    settings: Mapping[str, Any], options: SolveOptions, resolved: SolveOptions
) -> dict[str, Any]:
    """Return a task's settings for candidates, changed only where our options set sampling or a limit."""
    result, sampling = dict(settings), resolved.sampling
    if options.max_tokens is not None:
        result = {name: value for name, value in result.items() if name not in TOKEN_LIMITS}
        result["max_gen_toks"] = options.max_tokens
    if sampling.temperature == 0 and _temperature(settings) > 0:
        result.update(do_sample=False, temperature=0.0)
    elif sampling.temperature > 0 and (
        sampling.temperature != _temperature(settings) or options.top_p is not None
    ):
        result.update(do_sample=True, temperature=sampling.temperature, top_p=sampling.top_p)
    return result


@dataclass(frozen=True, slots=True)
class _ReplyFormat:
    """Parses and formats answers in the form that the task executes.

    A completion is parsed as the task does it: the code after the prefix in the prompt, up to the end of the
    fence that the prompt opened; without valid Python there is no program. If the prompt opened a fence
    without code (`in_fence` without a prefix), lm-eval's tasks extract the first block, unless generation
    stops at the closing fence (`stops_at_fence`).
    """

    problem: PublicProblem
    detected: DetectedProblem
    in_fence: bool
    stops_at_fence: bool = False

    def read(self, reply: str) -> Candidate:
        """Return the candidate in a reply."""
        if self.detected.form != "completion":
            return parse_candidate(reply, self.problem)
        code = self._executed_part(reply) if self.in_fence else reply
        # Chat templates strip final newlines, also one at the end of the prefix.
        sources = (self.detected.prefix + code, f"{self.detected.prefix}\n{code}")
        source = next((source for source in sources if is_program(source)), None)
        return Candidate(reply, None if source is None else Program(source, self.problem.entry_point))

    def write(self, source: str) -> str:
        """Return a program as a reply."""
        if self.detected.form != "completion":
            return as_code_block(source)
        code = source
        if self.detected.prefix and self.problem.entry_point:
            code = as_completion(self.detected.prefix, source, self.problem.entry_point)
        if not self.in_fence:
            return code
        # Without the empty line the task would take the first word for the name of a language.
        return f"{code.rstrip()}\n{_FENCE}" if self.detected.prefix else f"\n{code.rstrip()}\n{_FENCE}"

    def _executed_part(self, reply: str) -> str:
        """Return the part of a reply that the task executes, for a prompt that opened a fence."""
        if self.detected.prefix or self.stops_at_fence:
            return reply.partition(_FENCE)[0]
        block = _FIRST_BLOCK.search(_FENCE + reply)
        return block[1] if block else ""
