"""Prompt sets: text in data files, versioned; a test pins their hashes."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

from ses_plugin.problems import Task
from ses_plugin.programs import Program

OUTPUT_PREDICTION, SOLVING, INVENTING = "output_prediction_v1", "solving_v1", "inventing_v1"


@cache
def _templates(name: str) -> dict[str, Template]:
    table = tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8"))
    return {key: Template(text.strip("\n")) for key, text in table.items()}


def output_prediction(program: Program, text: str, *, direct: bool = False) -> str:
    """Return the prompt that asks what `program` prints, or returns, on `text`.

    `text` is the standard input, or for a function the text of the call's arguments. With `direct` the
    model is asked for the output alone, without reasoning.
    """
    templates = _templates(OUTPUT_PREDICTION)
    kind = "stdin" if program.entry is None else "function"
    how = "direct" if direct else "step_by_step"
    shown = text.rstrip("\n") if program.entry is None else f"{program.entry}({text})"
    return templates[kind].substitute(
        program=program.source.strip("\n"), input=shown, answer=templates[f"{kind}_{how}"].template
    )


def solve(task: Task) -> str:
    """Return the prompt that asks for a solution of `task`, with its public tests as examples."""
    templates = _templates(SOLVING)
    kind = "stdin" if task.entry is None else "function"
    examples = "".join(
        templates[f"example_{kind}"].substitute(
            number=number, entry=task.entry, input=test.input.rstrip("\n"), output=test.output.rstrip("\n")
        )
        for number, test in enumerate(task.public, 1)
    )
    return templates[f"solve_{kind}"].substitute(
        statement=_with_starter(task),
        entry=task.entry,
        examples=f"\n{examples.strip()}\n" if examples else "",
    )


def fix(task: Task, program: Program, predicted: Sequence[str | None]) -> str:
    """Return the prompt that asks to submit `program` or to correct it.

    `predicted` has what the program seems to give on each public test, None where nothing is known.
    """
    templates = _templates(SOLVING)
    nothing = templates["nothing_predicted"].template
    tests = "".join(
        templates["test"].substitute(
            number=number,
            input=test.input.rstrip("\n"),
            expected=test.output.rstrip("\n"),
            predicted=nothing if text is None else text.rstrip("\n"),
        )
        for number, (test, text) in enumerate(zip(task.public, predicted, strict=True), 1)
    )
    source = program.source.strip("\n")
    return templates["fix"].substitute(statement=_with_starter(task), program=source, tests=tests)


def invent(task: Task, count: int) -> str:
    """Return the prompt that asks for `count` test inputs of `task`."""
    kind = "invent_stdin" if task.entry is None else "invent_function"
    return _templates(INVENTING)[kind].substitute(
        statement=_with_starter(task), entry=task.entry, count=count
    )


def _with_starter(task: Task) -> str:
    statement = task.statement.strip("\n")
    return f"{statement}\n\n```python\n{task.starter.rstrip()}\n```" if task.starter.strip() else statement
