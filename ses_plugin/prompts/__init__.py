"""Prompt sets: text in data files, versioned; a test pins their hashes."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from string import Template

from ses_plugin.programs import Program

OUTPUT_PREDICTION = "output_prediction_v1"


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
