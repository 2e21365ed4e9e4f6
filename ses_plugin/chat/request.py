"""Reading a chat request as OpenAI clients send it: our options, the problem, and what is passed on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from textwrap import dedent
from typing import Any

from ses_plugin.chat.finding import Found, find
from ses_plugin.chat.options import SolveOptions, read_options
from ses_plugin.chat.solve import Request, applied
from ses_plugin.errors import UsageError
from ses_plugin.parsing import after_reasoning, code_blocks
from ses_plugin.problems import Task
from ses_plugin.programs import Program
from ses_plugin.strategies import Draft, read_draft
from ses_plugin.syntax import is_program

PREFIX = "ses_"
"""What our options begin with where they stand among those of a request: `ses_k`."""

_SET_ANEW = frozenset(
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
DRAWS = ("self-verify", "self-consistency")
"""Strategies that choose among candidates, which then have to differ."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A request that is to be solved: the problem in it, the options, and what candidates are asked with.

    `found` says how the problem was read.
    """

    task: Task
    options: SolveOptions
    request: Request
    found: Found


@dataclass(frozen=True, slots=True)
class Plain:
    """A request that the plain model is to answer as if SES was not there, and why."""

    why: str


def named_options(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options in a request, unread: `ses_k`, `ses: {k: …}`, or either in its `extra_body`.

    Raises UsageError if `ses` is no object.
    """
    named: dict[str, Any] = {}
    for place in (body, body.get("extra_body") or {}):
        own = place.get("ses") or {}
        if not isinstance(own, Mapping):
            raise UsageError(f'"ses" in a request: {own!r} is not an object of options, as {{"k": 8}}')
        named |= own
        named |= {key.removeprefix(PREFIX): value for key, value in place.items() if key.startswith(PREFIX)}
    return named


def own_options(body: Mapping[str, Any], base: SolveOptions | None = None) -> SolveOptions:
    """Return `base` with the options in a request. Raises UsageError for options that can't be."""
    return read_options(named_options(body), base)


def passed_on(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request without anything of ours, for the plain model."""
    out = {key: value for key, value in body.items() if key != "ses" and not key.startswith(PREFIX)}
    if isinstance(out.get("extra_body"), Mapping):
        out["extra_body"] = passed_on(out["extra_body"])
        if not out["extra_body"]:
            del out["extra_body"]
    return out


def read_request(body: Mapping[str, Any], base: SolveOptions | None = None) -> Posed | Plain:
    """Return what is to be done with a request. Raises UsageError for options that can't be."""
    options = own_options(body, base)
    if used := [name for name in _NOT_FOR_CODE if body.get(name) and body[name] != {"type": "text"}]:
        return Plain(f"the request has {used[0]!r}, which asks for something other than a program")
    if wrong := _unreadable(body):
        return Plain(f"the request's {wrong!r} can't be read; the model's server has to say what is wrong")
    messages = body.get("messages") or []
    found = find(messages)
    task = found.task
    if options.tests:
        statement = task.statement if task else _last_text(messages)
        entry = options.entry or (task.entry if task else None)
        task = Task(statement, options.tests, entry, *((task.starter, task.preloaded) if task else ()))
    if task is None:
        return Plain(found.why)
    if applied(options.strategy, task) != options.strategy:
        return Plain(found.why or "no examples were found in the request, so nothing can be verified")
    options = _as_requested(options, body)
    request = Request(_rest(body), _last_text(messages), _Reader(found, task), int(body.get("n") or 1))
    return Posed(task, options, request, found)


def _unreadable(body: Mapping[str, Any]) -> str | None:
    """Return what in a request is not of the type it must be."""
    messages = body.get("messages") or []
    if not isinstance(messages, list) or not all(isinstance(one, Mapping) for one in messages):
        return "messages"
    for name, kind in _NUMBERS.items():
        value = body.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kind)):
            return name
    return "n" if body.get("n") is not None and body["n"] < 1 else None


def _as_requested(options: SolveOptions, body: Mapping[str, Any]) -> SolveOptions:
    """Return `options` with the sampling of the request where ours say nothing.

    A temperature of 0 would draw the same candidate k times: strategies that choose take the paper's then.
    """
    temperature = body.get("temperature")
    if temperature == 0 and options.strategy in DRAWS:
        temperature = None
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    asked: dict[str, Any] = {"temperature": temperature, "top_p": body.get("top_p"), "max_tokens": limit}
    left = {name: value for name, value in asked.items() if getattr(options, name) is None}
    seed = options.seed or body.get("seed") or 0
    return replace(options, seed=int(seed), **left)


def _rest(body: Mapping[str, Any]) -> str:
    theirs = passed_on(body).items()
    kept = {key: value for key, value in theirs if key not in _SET_ANEW and value is not None}
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
class _Reader:
    """Finds the program in a reply: whole, or as the end of the code that the request began."""

    found: Found
    task: Task

    def __call__(self, reply: str) -> Draft:
        draft, prefix, entry = read_draft(reply, self.task), self.found.prefix, self.task.entry
        if not prefix or (draft.program and entry is not None and f"def {entry}" in draft.program.source):
            return draft
        # The block as it stands, since its margin is what goes on; else as a new line of the beginning.
        end, *_ = [*code_blocks(reply)[-1:], after_reasoning(reply)[0]]
        sources = [f"{prefix}{gap}{text}" for text in (end, dedent(end)) for gap in ("", "\n")]
        return Draft(reply, Program(next(filter(is_program, sources), sources[0]), entry))
