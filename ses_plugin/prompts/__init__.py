"""Prompts for models. The texts are versioned data files; a test pins their hashes.

A `PromptSet` has all texts of prompts, as one value. Each function fills in texts of a set, by default the
built-in one.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from string import Template

from ses_plugin.errors import UsageError
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program

OUTPUT_PREDICTION, SOLVING, INVENTING = "output_prediction_v1", "solving_v1", "inventing_v1"
TRANSLATING, INVENTING_CALLS, CORRECTING = "translating_v1", "inventing_calls_v1", "correcting_v1"
EXPLAINING = "explaining_v1"

# The placeholders of each text; those with a question mark are optional.
_PLACEHOLDERS = {
    "stdin": "program input answer?",
    "function": "program input answer?",
    "solve_stdin": "statement examples",
    "solve_function": "statement examples entry?",
    "example_stdin": "input output number?",
    "example_function": "input output entry? number?",
    "fix": "statement program tests",
    "correct": "statement program tests",
    "test": "input expected predicted number?",
    "explained_test": "input expected predicted explanation number?",
    "explanation_cut": "count",
    "invent_stdin": "statement count",
    "invent_function": "statement count entry?",
    "invent_calls": "program entry count",
    "translate_stdin": "program input steps cut",
    "translate_function": "program input steps cut",
    "translate_cut": "first last all?",
}


@dataclass(frozen=True, slots=True)
class PromptSet:
    """The texts of prompts: templates with placeholders such as `$program`.

    The files of the built-in set `V1`, whose keys are these names, show the purpose of each text.
    `dataclasses.replace(V1, fix="...")` is a set with another text. Replies are read in the same way for all
    sets (`ses_plugin.extraction`), so a text must ask for the same form of answer as that of `V1`.

    Raises UsageError for an unknown or a missing placeholder in a text.
    """

    # Output prediction. The first two become prompts, with one of the other four for `$answer`.
    stdin: str
    function: str
    stdin_step_by_step: str
    stdin_direct: str
    function_step_by_step: str
    function_direct: str
    # Solving; `$examples` are the public tests, each as an `example_...`.
    solve_stdin: str
    solve_function: str
    example_stdin: str
    example_function: str
    # Fixing; `$tests` are the public tests, each as a `test`, or as an `explained_test` that also shows the
    # simulated run, with `explanation_cut` where that is shortened. `correct` leaves no choice.
    fix: str
    correct: str
    test: str
    nothing_predicted: str
    explained_test: str
    explanation_cut: str
    # Generating test inputs, for problems without public tests.
    invent_stdin: str
    invent_function: str
    # Generating calls of an existing function.
    invent_calls: str
    # Rewriting a trace as an explanation; `$cut` is `translate_cut` where steps are left out.
    translate_stdin: str
    translate_function: str
    translate_cut: str

    def __post_init__(self) -> None:
        for name, text in self._texts().items():
            words = _PLACEHOLDERS.get(name, "").split()
            if words:  # the other texts have no placeholders
                _check(name, text, words)

    def fill(self, name: str, **values: object) -> str:
        """Return the text `name` with its placeholders replaced by `values`."""
        return Template(getattr(self, name)).substitute(values)

    @property
    def sha256(self) -> str:
        """The hash of all texts: two sets with the same one make the same prompts."""
        return hashlib.sha256(json.dumps(self._texts(), sort_keys=True).encode()).hexdigest()

    def _texts(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _check(name: str, text: str, words: list[str]) -> None:
    template = Template(text)
    allowed = {word.removesuffix("?") for word in words}
    present = set(template.get_identifiers())
    allowed_words = ", ".join(f"${word}" for word in sorted(allowed))
    if not template.is_valid():
        raise UsageError(
            f"prompt text {name!r}: a lone $; write $$ for a dollar sign, or one of {allowed_words}"
        )
    if present - allowed:
        unknown = ", ".join(f"${word}" for word in sorted(present - allowed))
        raise UsageError(f"prompt text {name!r}: unknown placeholder {unknown}; allowed: {allowed_words}")
    if missing := [f"${word}" for word in words if not word.endswith("?") and word not in present]:
        raise UsageError(f"prompt text {name!r} lacks {', '.join(missing)}")


def _load_built_in(*names: str) -> PromptSet:
    texts: dict[str, str] = {}
    for name in names:
        texts |= tomllib.loads((files("ses_plugin.prompts") / f"{name}.toml").read_text("utf-8"))
    return PromptSet(**{name: text.strip("\n") for name, text in texts.items()})


V1 = _load_built_in(
    OUTPUT_PREDICTION, SOLVING, INVENTING, TRANSLATING, INVENTING_CALLS, CORRECTING, EXPLAINING
)
"""The built-in set, with which results are measured."""

PROMPT_SETS = {"v1": V1}
"""The built-in sets by name."""


__all__ = [
    "CORRECTING",
    "EXPLAINING",
    "INVENTING",
    "INVENTING_CALLS",
    "MAX_EXPLANATION",
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


MAX_EXPLANATION = 2_000
"""The most characters of an explanation in a fix prompt: those of a concise narration (`narration.style`)."""


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


def fix_prompt(  # noqa: PLR0913 - what is known of the solution, and options by name
    problem: PublicProblem,
    program: Program,
    predicted: Sequence[str | None],
    prompts: PromptSet = V1,
    *,
    explanations: Sequence[str] = (),
    wrong: bool = False,
) -> str:
    """Return the prompt that asks to submit or correct `program`; with `wrong`, only to correct it.

    Args:
        problem: The problem.
        program: Its solution.
        predicted: The predicted output for each public test, None where there is no prediction.
        prompts: The prompt set.
        explanations: For each public test how the prediction came about, "" to show only the outputs; nothing
            for all tests. A long one is shortened in its middle.
        wrong: Whether the model must correct the program.
    """
    explanations = explanations or [""] * len(predicted)
    tests = "\n\n".join(
        prompts.fill(
            "explained_test" if explanation else "test",
            number=number,
            input=test.input.rstrip("\n"),
            expected=test.output.rstrip("\n"),
            predicted=prompts.nothing_predicted if text is None else text.rstrip("\n"),
            explanation=_shorten(explanation, prompts),
        )
        for number, (test, text, explanation) in enumerate(
            zip(problem.public_tests, predicted, explanations, strict=True), 1
        )
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


def _shorten(explanation: str, prompts: PromptSet) -> str:
    """Return an explanation, without its middle if it has more than `MAX_EXPLANATION` characters.

    The beginning shows how the input is read, the end where the output comes from. To end the explanation
    where it leaves the expected output would need statements of a known form, which a model's words are not.
    """
    if len(explanation) <= MAX_EXPLANATION:
        return explanation
    half = MAX_EXPLANATION // 2
    start, end = explanation[:half], explanation[-half:]
    # Whole lines, unless one is so long that little would be left.
    if (line_end := start.rfind("\n")) > half // 2:
        start = start[:line_end]
    if 0 <= (line_end := end.find("\n")) < half // 2:
        end = end[line_end + 1 :]
    count = len(explanation) - len(start) - len(end)
    return f"{start}\n{prompts.fill('explanation_cut', count=count)}\n{end}"


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
