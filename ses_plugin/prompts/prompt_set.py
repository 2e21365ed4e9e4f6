"""A prompt set: all texts of prompts, as one value."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from string import Template

from ses_plugin.errors import UsageError

OUTPUT_PREDICTION, SOLVING, INVENTING = "output_prediction_v1", "solving_v1", "inventing_v1"
TRANSLATING, INVENTING_CALLS, CORRECTING = "translating_v1", "inventing_calls_v1", "correcting_v1"

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
    # Fixing; `$tests` are the public tests, each as a `test`. `correct` leaves no choice.
    fix: str
    correct: str
    test: str
    nothing_predicted: str
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


V1 = _load_built_in(OUTPUT_PREDICTION, SOLVING, INVENTING, TRANSLATING, INVENTING_CALLS, CORRECTING)
"""The built-in set, with which results are measured."""

PROMPT_SETS = {"v1": V1}
"""The built-in sets by name."""
