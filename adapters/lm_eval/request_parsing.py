"""Requests of any lm-eval task: the problem in a prompt, and how its answer is read and has to be written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lm_eval.api.instance import Instance

from ses_plugin.adapters.lm_eval.clustered_stderr import TOKEN_LIMITS, token_limit
from ses_plugin.adapters.lm_eval.round_batching import STRATEGY_REQUEST_TYPE, RawRequest
from ses_plugin.plugins.registry import get_strategy
from ses_plugin.problems.detection.code_prefix import as_completion
from ses_plugin.problems.detection.detect import DetectedProblem, detect_problem, detect_problem_in_text
from ses_plugin.service.option_fields import MODEL_ARGS
from ses_plugin.service.options import SolveOptions, check_budget
from ses_plugin.service.request import Passthrough, SolveRequest
from ses_plugin.service.solve import effective_strategy
from ses_plugin.strategies import Candidate, CandidateSource, as_code_block, parse_candidate
from ses_plugin.syntax import is_program
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program

_FENCE = "```"
_FIRST_BLOCK = re.compile(r"```(?:\w+)?\n?(.*?)\n?```", re.DOTALL)
"""What mbpp_instruct and mbpp_plus_instruct run, behind a fence of their own.

Of `def f(): …` at the very beginning it takes `def` for the name of a language; of a reply without a closing
fence it leaves nothing, and of prose before a fence the prose.
"""

_OPENED = re.compile(r"(?:```|~~~)[\w+#-]*[ \t]*\n?\Z")


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """A request with a problem in it, and what its candidates are asked with."""

    solve_request: SolveRequest
    raw: RawRequest


def parse_instance(
    request: Instance, options: SolveOptions, most: int, repeat: int = 0
) -> ParsedRequest | Passthrough:
    """Return what is to be done with a request of type `generate_until`.

    `most` tokens may be in a reply to our own prompts, unless `options` or the task allow more; `repeat`
    counts requests that are the same. Raises UsageError for a budget that leaves nothing to ask.
    """
    if options.strategy == "solve":
        return Passthrough("the strategy is solve, which is the model alone")
    if request.request_type != "generate_until" or request.task_name == STRATEGY_REQUEST_TYPE:
        return Passthrough("the request is one of a strategy's own")
    if len(request.args) != 2:
        return Passthrough("the request has more than text")
    context, settings = request.args
    messages = _messages(context)
    found = detect_problem_in_text(context) if messages is None else detect_problem(messages)
    task = found.problem
    if task is None or effective_strategy(options.strategy, task) != options.strategy:
        return Passthrough(found.reason or "no examples were found in the prompt, so nothing can be verified")
    with_sampling = _apply_request_sampling(options, settings, most, repeat)
    check_budget(with_sampling, MODEL_ARGS)
    text = context if messages is None else _text(messages[-1])
    in_fence = _OPENED.search(text.removesuffix(found.prefix)) is not None
    answers = _ReplyFormat(task, found, in_fence, _FENCE in "".join(_stops(settings)))
    body = json.dumps([context, settings], sort_keys=True, default=str)
    source = CandidateSource(text, answers.read, body, answers.write)
    return ParsedRequest(
        SolveRequest(task, with_sampling, source, 1, found),
        RawRequest(context, _settings(settings, options, with_sampling)),
    )


def _messages(context: Any) -> list[Mapping[str, Any]] | None:
    """Return a chat's messages, which lm-eval carries as JSON in an object of its own; None for a text."""
    if isinstance(context, str):
        return None
    messages: list[Mapping[str, Any]] = json.loads(context.prompt) if hasattr(context, "prompt") else context
    return messages


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _apply_request_sampling(
    options: SolveOptions, settings: Mapping[str, Any], most: int, repeat: int
) -> SolveOptions:
    """Return `options` with the sampling of the request where they say nothing."""
    temperature = options.temperature
    if temperature is None:
        temperature = _temperature(settings) or (None if get_strategy(options.strategy).selects else 0.0)
    tokens = options.max_tokens or max(token_limit(settings) or 0, most)
    return replace(
        options.repeated(repeat),
        temperature=temperature,
        top_p=settings.get("top_p") if options.top_p is None else options.top_p,
        max_tokens=tokens,
        simulate_tokens=options.simulate_tokens or most,
    )


def _stops(settings: Mapping[str, Any]) -> list[str]:
    until = settings.get("until") or []
    return [until] if isinstance(until, str) else [str(stop) for stop in until]


def _temperature(settings: Mapping[str, Any]) -> float:
    """Return the temperature that a task asks for: 0 unless it says that replies are drawn."""
    drawn = bool(settings.get("do_sample", "temperature" in settings))
    return float(settings.get("temperature", 1.0)) if drawn else 0.0


def _settings(settings: Mapping[str, Any], own: SolveOptions, resolved: SolveOptions) -> dict[str, Any]:
    """Return a task's settings, with another sampling and limit only where that is meant."""
    out, sampling = dict(settings), resolved.sampling
    if own.max_tokens is not None:
        out = {name: value for name, value in out.items() if name not in TOKEN_LIMITS}
        out["max_gen_toks"] = own.max_tokens
    if sampling.temperature == 0 and _temperature(settings) > 0:
        out.update(do_sample=False, temperature=0.0)
    elif sampling.temperature > 0 and (
        sampling.temperature != _temperature(settings) or own.top_p is not None
    ):
        out.update(do_sample=True, temperature=sampling.temperature, top_p=sampling.top_p)
    return out


@dataclass(frozen=True, slots=True)
class _ReplyFormat:
    """Reads and writes answers in the form that the task runs.

    A completion is taken as the task takes it: behind the code that the prompt has begun, as far as the fence
    that it opened, and no program if that is no Python. In a fence with no code in it (`in_fence` without a
    prefix) lm-eval's own tasks look for the first block, unless they stop at its end (`stops`).
    """

    task: PublicProblem
    found: DetectedProblem
    in_fence: bool
    stops: bool = False

    def read(self, reply: str) -> Candidate:
        """Return the candidate in a reply."""
        if self.found.form != "completion":
            return parse_candidate(reply, self.task)
        end = self._kept(reply) if self.in_fence else reply
        sources = (self.found.prefix + end, f"{self.found.prefix}\n{end}")  # templates cut off last newlines
        source = next((source for source in sources if is_program(source)), None)
        return Candidate(reply, None if source is None else Program(source, self.task.entry_point))

    def write(self, source: str) -> str:
        """Return a program as a reply."""
        if self.found.form != "completion":
            return as_code_block(source)
        end = source
        if self.found.prefix and self.task.entry_point:
            end = as_completion(self.found.prefix, source, self.task.entry_point)
        if not self.in_fence:
            return end
        # Without the empty line the first word would be taken for the name of a language.
        return f"{end.rstrip()}\n{_FENCE}" if self.found.prefix else f"\n{end.rstrip()}\n{_FENCE}"

    def _kept(self, reply: str) -> str:
        """Return what the task runs of a reply to a prompt that has opened a fence."""
        if self.found.prefix or self.stops:
            return reply.partition(_FENCE)[0]
        block = _FIRST_BLOCK.search(_FENCE + reply)
        return block[1] if block else ""
