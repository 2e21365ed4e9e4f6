"""Prompts: what models are asked. The texts are data files, versioned; a test pins their hashes.

Each function fills the texts of a prompt set, by default the built-in one.
"""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.prompts.prompt_set import (
    CORRECTING,
    INVENTING,
    INVENTING_CALLS,
    OUTPUT_PREDICTION,
    PROMPT_SETS,
    SOLVING,
    TRANSLATING,
    V1,
    PromptSet,
)
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program

__all__ = [
    "CORRECTING",
    "INVENTING",
    "INVENTING_CALLS",
    "OUTPUT_PREDICTION",
    "PROMPT_SETS",
    "SOLVING",
    "TRANSLATING",
    "V1",
    "PromptSet",
    "fix_prompt",
    "generate_calls_prompt",
    "generate_inputs_prompt",
    "output_prediction_prompt",
    "solve_prompt",
    "translation_prompt",
]


def output_prediction_prompt(
    program: Program, text: str, prompts: PromptSet = V1, *, direct: bool = False
) -> str:
    """Return the prompt that asks what `program` prints, or returns, on `text`.

    `text` is the standard input, or for a function the text of the call's arguments. With `direct` the
    model is asked for the output alone, without reasoning.
    """
    kind = _kind(program)
    how = "direct" if direct else "step_by_step"
    answer = getattr(prompts, f"{kind}_{how}")
    source = program.source.strip("\n")
    return prompts.fill(kind, program=source, input=_given(program, text), answer=answer)


def solve_prompt(task: PublicProblem, prompts: PromptSet = V1) -> str:
    """Return the prompt that asks for a solution of `task`, with its public tests as examples."""
    kind = "stdin" if task.entry_point is None else "function"
    examples = "\n\n".join(
        prompts.fill(
            f"example_{kind}",
            number=number,
            entry=task.entry_point,
            input=test.input.rstrip("\n"),
            output=test.output.rstrip("\n"),
        )
        for number, test in enumerate(task.public_tests, 1)
    )
    return prompts.fill(
        f"solve_{kind}",
        statement=_with_starter(task),
        entry=task.entry_point,
        examples=f"\n{examples}\n" if examples else "",
    )


def fix_prompt(
    task: PublicProblem,
    program: Program,
    predicted: Sequence[str | None],
    prompts: PromptSet = V1,
    *,
    wrong: bool = False,
) -> str:
    """Return the prompt that asks to submit `program` or to correct it; with `wrong` to correct it.

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
        for number, (test, text) in enumerate(zip(task.public_tests, predicted, strict=True), 1)
    )
    source = program.source.strip("\n")
    name = "correct" if wrong else "fix"
    return prompts.fill(name, statement=_with_starter(task), program=source, tests=f"\n{tests}\n")


def generate_inputs_prompt(task: PublicProblem, count: int, prompts: PromptSet = V1) -> str:
    """Return the prompt that asks for `count` test inputs of `task`."""
    kind = "invent_stdin" if task.entry_point is None else "invent_function"
    return prompts.fill(kind, statement=_with_starter(task), entry=task.entry_point, count=count)


def generate_calls_prompt(program: Program, count: int, prompts: PromptSet = V1) -> str:
    """Return the prompt that asks for the arguments of `count` calls of `program`, a function."""
    source = program.source.strip("\n")
    return prompts.fill("invent_calls", program=source, entry=program.entry_point, count=count)


def translation_prompt(
    program: Program,
    text: str,
    steps: str,
    left_out: tuple[int, int, int] | None = None,
    prompts: PromptSet = V1,
) -> str:
    """Return the prompt that asks to rewrite what `program` did on `text`, its `steps`, as an explanation.

    `left_out` are the first and the last of the steps that are not shown, and the number of all. The lines of
    the program are numbered, since steps refer to them.
    """
    lines = program.source.rstrip("\n").split("\n")
    numbered = "\n".join(f"{number:>3}  {line}".rstrip() for number, line in enumerate(lines, 1))
    cut = ""
    if left_out is not None:
        first, last, total = left_out
        cut = "\n" + prompts.fill("translate_cut", first=first, last=last, all=total) + "\n"
    name = f"translate_{_kind(program)}"
    return prompts.fill(name, program=numbered, input=_given(program, text), steps=steps, cut=cut)


def _kind(program: Program) -> str:
    return "stdin" if program.entry_point is None else "function"


def _given(program: Program, text: str) -> str:
    """Return a program's input as it is shown."""
    return text.rstrip("\n") if program.entry_point is None else f"{program.entry_point}({text})"


def _with_starter(task: PublicProblem) -> str:
    statement = task.statement.strip("\n")
    return (
        f"{statement}\n\n```python\n{task.starter_code.rstrip()}\n```"
        if task.starter_code.strip()
        else statement
    )
