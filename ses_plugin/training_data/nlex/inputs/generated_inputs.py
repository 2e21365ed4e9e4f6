"""Inputs that a model writes. Its text is read as literals, never evaluated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ses_plugin.extraction import MAX_CHARACTERS, code_blocks, strip_reasoning
from ses_plugin.prompts import V1, PromptSet, generate_calls_prompt
from ses_plugin.strategies.flow import Flow, Role, SampleRequest, SamplingParams, sample
from ses_plugin.syntax import parse
from ses_plugin.training_data.nlex.inputs.documented_inputs import calls_in
from ses_plugin.training_data.nlex.inputs.input_proposals import MAX_INPUT
from ses_plugin.types.program import Program

_READ = 200
"""The most lines of a reply that are looked at."""

_QUOTED = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class InputGenerationOptions:
    """How inputs are asked for: `count` of each function, in one reply."""

    sampling: SamplingParams = field(default_factory=lambda: SamplingParams(0.6, max_tokens=4096))
    count: int = 4
    seed: int = 0
    prompts: PromptSet = V1


def generate_inputs(
    functions: Sequence[Program], options: InputGenerationOptions
) -> Flow[list[list[str] | None]]:
    """Ask for inputs of each function, all in one round: what stands between the parentheses of a call.

    None where the call of the model failed. Raises TypeError if the driver breaks the protocol.
    """
    replies = yield from sample(
        SampleRequest(
            generate_calls_prompt(function, options.count, options.prompts),
            Role.GENERATE_INPUTS,
            options.sampling,
            seed=options.seed,
        )
        for function in functions
    )
    return [
        parse_generated_inputs(reply[0], str(function.entry_point), options.count) if reply else None
        for function, reply in zip(functions, replies, strict=True)
    ]


def parse_generated_inputs(reply: str, entry: str, most: int) -> list[str]:
    """Return the arguments, if they are literals, of the first `most` different calls of `entry` in a reply.

    They are looked for in its last code block; where that shows none, in each line; at last between
    backticks. One with more than MAX_INPUT characters does not count.
    """
    text = strip_reasoning(reply)[0][-MAX_CHARACTERS:]
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
