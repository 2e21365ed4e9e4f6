from __future__ import annotations

import hashlib
from importlib.resources import files

from ses_plugin.programs import Program
from ses_plugin.prompts import OUTPUT_PREDICTION, output_prediction

# A changed word is another benchmark: make a new version of the set, do not change this hash.
HASHES = {"output_prediction_v1": "dba463e5b6afe84128931fc7bf29f104e22b052da80418c2440e91e920a9d82f"}


def test_prompt_sets_are_as_they_were_measured() -> None:
    text = (files("ses_plugin.prompts") / f"{OUTPUT_PREDICTION}.toml").read_bytes()
    assert hashlib.sha256(text).hexdigest() == HASHES[OUTPUT_PREDICTION]


def test_a_program_is_shown_as_it_is() -> None:
    source = "print('$input {input} $$')\n"
    prompt = output_prediction(Program(source), "1 2\n3\n")
    assert f"<program>\n{source.strip()}\n</program>\n\n<input>\n1 2\n3\n</input>" in prompt


def test_a_function_is_shown_with_its_call() -> None:
    prompt = output_prediction(Program("def f(x): ...", "f"), "[1, 'a']", direct=True)
    assert "<call>\nf([1, 'a'])\n</call>" in prompt
    assert "Do not explain" in prompt


def test_what_repeats_comes_first() -> None:
    one, two = (output_prediction(Program("print(input())"), text) for text in ("1", "2"))
    assert one.index("<input>") == two.index("<input>")
    assert one[: one.index("<input>")] == two[: two.index("<input>")]
