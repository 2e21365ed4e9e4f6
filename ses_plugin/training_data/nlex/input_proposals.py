"""Inputs to try on a function: proposed from its code, changed from those that worked, or written by a model.

A model's text is read as literals, never evaluated.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.execution.inside.program import arguments
from ses_plugin.extraction import MAX_CHARACTERS, code_blocks, strip_reasoning
from ses_plugin.prompts import V1, PromptSet, generate_calls_prompt
from ses_plugin.strategies.flow import Flow, Role, SampleRequest, SamplingParams, sample
from ses_plugin.syntax import parse
from ses_plugin.training_data.nlex.call_sites import calls_in
from ses_plugin.training_data.nlex.input_values import mutate_value, random_value, sample_annotated
from ses_plugin.training_data.nlex.parameter_types import functions_of, infer_parameter_types
from ses_plugin.types.program import Program

GUESSED, TYPED, CHANGED = 64, 16, 40
"""How many inputs are tried of each sort."""

_LIKELIER = 3
"""A kind is the likeliest of so many that are drawn."""

MAX_INPUT = 400
"""Characters of an input."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    annotation: ast.expr | None
    default: ast.expr | None
    keyword_only: bool = False


def propose_inputs(source: str, entry: str, draw: SeededRandom) -> list[str]:
    """Return inputs by the annotations of `entry`, and guessed from how it uses its parameters."""
    tree = parse(source)
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == entry)
    parameters = _parameters(function)
    tried = [*_typed(parameters, draw), *_guessed(tree, function, parameters, draw)]
    return [text for text in dict.fromkeys(tried) if len(text) <= MAX_INPUT]


def mutate_inputs(worked: Sequence[str], draw: SeededRandom) -> list[str]:
    """Return inputs that are a small step from those that worked."""
    out = []
    for _ in range(CHANGED if worked else 0):
        positional, named = arguments(draw.choice(worked))
        at = draw.integer(0, len(positional) + len(named) - 1) if positional or named else 0
        new = [mutate_value(old, draw) if i == at else old for i, old in enumerate(positional)]
        names = {
            n: mutate_value(o, draw) if len(new) + i == at else o for i, (n, o) in enumerate(named.items())
        }
        out.append(_call(new, names))
    return [text for text in dict.fromkeys(out) if len(text) <= MAX_INPUT and text not in worked]


def _parameters(function: ast.FunctionDef) -> list[_Parameter]:
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(plain) - len(given.defaults)) + list(given.defaults)
    found = [_Parameter(p.arg, p.annotation, d) for p, d in zip(plain, defaults, strict=True)]
    extra = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    return [*found, *(_Parameter(p.arg, p.annotation, d, keyword_only=True) for p, d in extra)]


def _typed(parameters: list[_Parameter], draw: SeededRandom) -> list[str]:
    needed = [p for p in parameters if p.default is None or p.annotation is not None]
    annotations = {p.name: p.annotation for p in needed if p.annotation is not None}
    if not annotations or len(annotations) < len(needed):
        return []
    texts = []
    for values in sample_annotated(annotations, TYPED, draw.integer(0, 1 << 30)):
        plain, named = _placed(parameters, values)
        texts.append(_call(plain, named))
    return texts


def _guessed(
    tree: ast.Module, function: ast.FunctionDef, parameters: list[_Parameter], draw: SeededRandom
) -> list[str]:
    constants = tuple(
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, str))
    )
    functions = functions_of(tree)
    annotated = _pools(parameters, draw)
    kinds = {p.name: infer_parameter_types(function, p.name, p.default, functions) for p in parameters}
    if not all(kinds[p.name] or p.name in annotated for p in parameters if p.default is None):
        return []
    ranked: list[tuple[int, str]] = []
    for _ in range(GUESSED):
        values: dict[str, Any] = {}
        rank = 0
        for parameter in parameters:
            likely = kinds[parameter.name]
            if parameter.default is not None and not draw.chance(0.4):
                continue
            if parameter.name in annotated:
                values[parameter.name] = draw.choice(annotated[parameter.name])
            elif likely:
                at = min(draw.integer(0, len(likely) - 1) for _ in range(_LIKELIER))
                rank += at
                values[parameter.name] = random_value(likely[at], draw, constants)
        plain, named = _placed(parameters, values)
        if function.args.vararg and len(plain) == sum(not p.keyword_only for p in parameters):
            plain += [
                random_value("int" if draw.chance(0.5) else "str", draw, constants)
                for _ in range(draw.integer(0, 3))
            ]
        ranked.append((rank, _call(plain, named)))
    return [text for _, text in sorted(ranked, key=lambda one: one[0])]


def _pools(parameters: list[_Parameter], draw: SeededRandom) -> dict[str, list[Any]]:
    """Return values for each parameter whose annotation says what it takes: others are not guessed for it."""
    found = {}
    for parameter in parameters:
        if parameter.annotation is not None:
            drawn = sample_annotated({"x": parameter.annotation}, TYPED, draw.integer(0, 1 << 30))
            if drawn:
                found[parameter.name] = [values["x"] for values in drawn]
    return found


def _placed(parameters: list[_Parameter], values: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return the values by position, and by name from where one before was left to its default."""
    plain: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in parameters:
        if parameter.name not in values:
            continue
        reached = [p.name for p in parameters[: len(plain) + 1]][-1] == parameter.name
        if reached and not named and not parameter.keyword_only:
            plain.append(values[parameter.name])
        else:
            named[parameter.name] = values[parameter.name]
    return plain, named


def _call(plain: Sequence[Any], named: dict[str, Any]) -> str:
    return ", ".join([*map(repr, plain), *(f"{name}={text!r}" for name, text in named.items())])


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
