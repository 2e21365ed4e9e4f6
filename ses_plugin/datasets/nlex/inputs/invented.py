"""Inputs that a model writes. Its text is read as literals, never evaluated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ses_plugin.datasets.nlex.inputs.known import calls_in
from ses_plugin.datasets.nlex.inputs.propose import MAX_INPUT
from ses_plugin.parsing import MAX_CHARACTERS, after_reasoning, code_blocks
from ses_plugin.programs import Program
from ses_plugin.prompts import V1, PromptSet, invent_calls
from ses_plugin.strategies.flow import Flow, Role, Sample, Sampling, sample
from ses_plugin.syntax import parse

_READ = 200
"""The most lines of a reply that are looked at."""

_QUOTED = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Invent:
    """How inputs are asked for: `count` of each function, in one reply."""

    sampling: Sampling = field(default_factory=lambda: Sampling(0.6, max_tokens=4096))
    count: int = 4
    seed: int = 0
    prompts: PromptSet = V1


def invent(functions: Sequence[Program], options: Invent) -> Flow[list[list[str] | None]]:
    """Ask for inputs of each function, all in one round: what stands between the parentheses of a call.

    None where the call of the model failed. Raises TypeError if the driver breaks the protocol.
    """
    replies = yield from sample(
        Sample(
            invent_calls(function, options.count, options.prompts),
            Role.INVENT,
            options.sampling,
            seed=options.seed,
        )
        for function in functions
    )
    return [
        read(reply[0], str(function.entry), options.count) if reply else None
        for function, reply in zip(functions, replies, strict=True)
    ]


def read(reply: str, entry: str, most: int) -> list[str]:
    """Return the arguments, if they are literals, of the first `most` different calls of `entry` in a reply.

    They are looked for in its last code block; where that shows none, in each line; at last between
    backticks. One with more than MAX_INPUT characters does not count.
    """
    text = after_reasoning(reply)[0][-MAX_CHARACTERS:]
    for sources in (code_blocks(reply)[-1:], text.splitlines(), _QUOTED.findall(text)):
        found = [call for source in sources[:_READ] for call in _calls(source, entry)]
        if found:
            return list(dict.fromkeys(found))[:most]
    return []


def _calls(source: str, entry: str) -> list[str]:
    try:
        return [call for call in calls_in(parse(source.strip()), entry) if len(call) <= MAX_INPUT]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
