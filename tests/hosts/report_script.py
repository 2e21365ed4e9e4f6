"""A model for runs that are reported: often right, sometimes wrong, truncated or without an answer."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Any

from ses_plugin.datasets.instances import load_split
from ses_plugin.datasets.sources import load_sources
from ses_plugin.execution import shared_sandbox
from ses_plugin.problems.loader import load_builtin_problems
from ses_plugin.types.program import Program
from tests.hosts.scripted_server import Answer

SHOWN = re.compile(r"<program>\n(.*?)\n</program>\n\n<input>\n(.*?)\n</input>", re.DOTALL)
PREDICTED = re.compile(r"Expected:\n(.*?)\nPredicted:\n(.*?)\n</test>", re.DOTALL)


def answer(request: dict[str, Any]) -> Answer:
    """Return the reply to a chat request. It depends on the prompt and the seed only."""
    prompt = request["messages"][-1]["content"]
    draw = int(hashlib.sha256(f"{prompt}{request.get('seed')}".encode()).hexdigest(), 16)
    return Answer(_reply(prompt, draw % 20), headers={"Content-Type": "application/json"})


def _reply(prompt: str, draw: int) -> str:
    if shown := SHOWN.search(prompt):
        output = _true_output(shown[1], shown[2])
        return {
            0: "<output>\nnothing of the kind\n</output>",
            1: "<output>\n7\n</output>",
            2: "It prints something.",
            3: "<output>\n4",
        }.get(draw, f"It runs.\n<output>\n{output}</output>")
    if (known := _instances().get(_program(prompt))) is not None:
        return f"<output>\n{known if draw > 8 else 'x'}\n</output>"
    name = next(name for text, name in _statements().items() if text in prompt)
    if "Predicted:" in prompt:
        right = all(expected == predicted for expected, predicted in PREDICTED.findall(prompt))
        return "SUBMIT" if right else _fenced(_programs()[name]["correct_1"].source)
    if draw == 0:
        return "I can't."
    kind = "correct_2" if draw % 3 == 1 else f"wrong_{1 + draw % 2}"
    return _fenced(_programs()[name][kind].source)


@cache
def _true_output(source: str, text: str) -> str:
    return shared_sandbox().run(Program(source), text + "\n").stdout


def _program(prompt: str) -> str:
    match = re.search(r"<program>\n(.*?)\n</program>", prompt, re.DOTALL)
    return match[1] if match else ""


@cache
def _instances() -> dict[str, str]:
    return {instance.code.strip("\n"): instance.output for instance in load_split("test")}


@cache
def _statements() -> dict[str, str]:
    problems = load_builtin_problems()
    return {problem.public.statement.strip("\n"): problem.id.removeprefix("ses/") for problem in problems}


@cache
def _programs() -> dict[str, Any]:
    return {source.name: source.programs for source in load_sources()}


def _fenced(source: str) -> str:
    return f"Thus:\n```python\n{source}\n```"
