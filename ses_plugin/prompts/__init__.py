"""Prompts: what models are asked. The texts are data files, versioned; a test pins their hashes.

Each function fills the texts of a prompt set, by default the built-in one.
"""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.problems import Task
from ses_plugin.programs import Program
from ses_plugin.prompts.prompt_set import INVENTING, OUTPUT_PREDICTION, PROMPT_SETS, SOLVING, V1, PromptSet

__all__ = [
    "INVENTING",
    "OUTPUT_PREDICTION",
    "PROMPT_SETS",
    "SOLVING",
    "V1",
    "PromptSet",
    "fix",
    "invent",
    "output_prediction",
    "solve",
]


def output_prediction(program: Program, text: str, prompts: PromptSet = V1, *, direct: bool = False) -> str:
    """Return the prompt that asks what `program` prints, or returns, on `text`.

    `text` is the standard input, or for a function the text of the call's arguments. With `direct` the
    model is asked for the output alone, without reasoning.
    """
    kind = "stdin" if program.entry is None else "function"
    how = "direct" if direct else "step_by_step"
    shown = text.rstrip("\n") if program.entry is None else f"{program.entry}({text})"
    answer = getattr(prompts, f"{kind}_{how}")
    return prompts.fill(kind, program=program.source.strip("\n"), input=shown, answer=answer)


def solve(task: Task, prompts: PromptSet = V1) -> str:
    """Return the prompt that asks for a solution of `task`, with its public tests as examples."""
    kind = "stdin" if task.entry is None else "function"
    examples = "\n\n".join(
        prompts.fill(
            f"example_{kind}",
            number=number,
            entry=task.entry,
            input=test.input.rstrip("\n"),
            output=test.output.rstrip("\n"),
        )
        for number, test in enumerate(task.public, 1)
    )
    return prompts.fill(
        f"solve_{kind}",
        statement=_with_starter(task),
        entry=task.entry,
        examples=f"\n{examples}\n" if examples else "",
    )


def fix(task: Task, program: Program, predicted: Sequence[str | None], prompts: PromptSet = V1) -> str:
    """Return the prompt that asks to submit `program` or to correct it.

    `predicted` has what the program seems to give on each public test, None where nothing is known.
    """
    tests = "\n\n".join(
        prompts.fill(
            "test",
            number=number,
            input=test.input.rstrip("\n"),
            expected=test.output.rstrip("\n"),
            predicted=prompts.nothing_predicted if text is None else text.rstrip("\n"),
        )
        for number, (test, text) in enumerate(zip(task.public, predicted, strict=True), 1)
    )
    source = program.source.strip("\n")
    return prompts.fill("fix", statement=_with_starter(task), program=source, tests=f"\n{tests}\n")


def invent(task: Task, count: int, prompts: PromptSet = V1) -> str:
    """Return the prompt that asks for `count` test inputs of `task`."""
    kind = "invent_stdin" if task.entry is None else "invent_function"
    return prompts.fill(kind, statement=_with_starter(task), entry=task.entry, count=count)


def _with_starter(task: Task) -> str:
    statement = task.statement.strip("\n")
    return f"{statement}\n\n```python\n{task.starter.rstrip()}\n```" if task.starter.strip() else statement
