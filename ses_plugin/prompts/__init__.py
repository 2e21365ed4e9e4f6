"""Prompts for models. The texts are versioned data files; a test pins their hashes.

Each function fills in texts of a prompt set, by default the built-in one.
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

    `text` is the standard input, or for a function the text of the call's arguments. With `direct` it asks
    only for the output, without a simulation.
    """
    kind = _kind(program)
    style = "direct" if direct else "step_by_step"
    answer = getattr(prompts, f"{kind}_{style}")
    source = program.source.strip("\n")
    return prompts.fill(kind, program=source, input=_shown_input(program, text), answer=answer)


def solve_prompt(problem: PublicProblem, prompts: PromptSet = V1) -> str:
    """Return the prompt that asks for a solution of `problem`, with its public tests as examples."""
    kind = "stdin" if problem.entry_point is None else "function"
    examples = "\n\n".join(
        prompts.fill(
            f"example_{kind}",
            number=number,
            entry=problem.entry_point,
            input=test.input.rstrip("\n"),
            output=test.output.rstrip("\n"),
        )
        for number, test in enumerate(problem.public_tests, 1)
    )
    return prompts.fill(
        f"solve_{kind}",
        statement=_with_starter_code(problem),
        entry=problem.entry_point,
        examples=f"\n{examples}\n" if examples else "",
    )


def fix_prompt(
    problem: PublicProblem,
    program: Program,
    predicted: Sequence[str | None],
    prompts: PromptSet = V1,
    *,
    wrong: bool = False,
) -> str:
    """Return the prompt that asks to submit or correct `program`; with `wrong`, only to correct it.

    `predicted` has the predicted output for each public test, None where there is no prediction.
    """
    tests = "\n\n".join(
        prompts.fill(
            "test",
            number=number,
            input=test.input.rstrip("\n"),
            expected=test.output.rstrip("\n"),
            predicted=prompts.nothing_predicted if text is None else text.rstrip("\n"),
        )
        for number, (test, text) in enumerate(zip(problem.public_tests, predicted, strict=True), 1)
    )
    source = program.source.strip("\n")
    name = "correct" if wrong else "fix"
    return prompts.fill(name, statement=_with_starter_code(problem), program=source, tests=f"\n{tests}\n")


def generate_inputs_prompt(problem: PublicProblem, count: int, prompts: PromptSet = V1) -> str:
    """Return the prompt that asks for `count` test inputs of `problem`."""
    kind = "invent_stdin" if problem.entry_point is None else "invent_function"
    return prompts.fill(kind, statement=_with_starter_code(problem), entry=problem.entry_point, count=count)


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
    """Return the prompt that asks to rewrite the `steps` of `program` on `text` as an explanation.

    `left_out`: the first and the last of the steps that are not shown, and the number of all steps. The lines
    of the program are numbered, since steps refer to them.
    """
    lines = program.source.rstrip("\n").split("\n")
    numbered = "\n".join(f"{number:>3}  {line}".rstrip() for number, line in enumerate(lines, 1))
    cut = ""
    if left_out is not None:
        first, last, total = left_out
        cut = "\n" + prompts.fill("translate_cut", first=first, last=last, all=total) + "\n"
    name = f"translate_{_kind(program)}"
    return prompts.fill(name, program=numbered, input=_shown_input(program, text), steps=steps, cut=cut)


def _kind(program: Program) -> str:
    return "stdin" if program.entry_point is None else "function"


def _shown_input(program: Program, text: str) -> str:
    """Return a program's input as prompts show it: a function's as the whole call."""
    return text.rstrip("\n") if program.entry_point is None else f"{program.entry_point}({text})"


def _with_starter_code(problem: PublicProblem) -> str:
    statement = problem.statement.strip("\n")
    return (
        f"{statement}\n\n```python\n{problem.starter_code.rstrip()}\n```"
        if problem.starter_code.strip()
        else statement
    )
