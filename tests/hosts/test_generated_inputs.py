"""`ses data nlex --invent-inputs` with the real LiteLLM, against a server whose replies are written here."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.cli import main
from tests.hosts.scripted_server import Answer, Scripted, serving
from tests.hosts.test_litellm import kept, prompt_of
from tests.hosts.test_translation import Model, files, killed_at

_ASKED = re.compile(r"different calls of `(?P<name>\w+)`")
_RETURNED = re.compile(r"-> (?P<value>\w+)\n</trace>")


def writer(request: dict[str, Any]) -> Answer:
    """Two models: `inventor` fails for f3, has no literals for f4; `teller` is always right."""
    prompt = prompt_of(request)
    if request["model"] == "teller":
        returned = _RETURNED.search(prompt)
        assert returned, prompt
        return Answer(f"It looks at the customer.\n\n<output>\n{returned['value']}\n</output>")
    assert request["model"] == "inventor"
    asked = _ASKED.search(prompt)
    assert asked, prompt
    if asked["name"] == "f3":
        return Answer("busy", status=500)
    if asked["name"] == "f4":
        return Answer("```python\nf4(make_order())\n```")
    calls = [f"{asked['name']}({{'customer': {{'member': {member}}}}})" for member in (True, False)]
    return Answer("\n".join(("```python", *calls, "```")))


def module(folder: Path) -> Path:
    """Return a module of 5 functions of different form, whose inputs no guess finds."""
    path = folder / "orders.py"
    path.write_text(
        "\n".join(
            f"def f{number}(order):\n    count = {number}\n"
            + "    count += 1\n" * number
            + "    return count > 9 or order['customer']['member']\n\n"
            for number in range(5)
        )
    )
    return path


def command(server: Scripted, source: Path, out: Path) -> list[str]:
    models = ["--invent-inputs", "openai/inventor", "--translate", "openai/teller", "--api-base", server.base]
    calls = ["--concurrency", "2", "--retries", "0", "--workers", "1"]
    return ["data", "nlex", str(source), "--out", str(out), *models, *calls]


# LiteLLM makes coroutines in a thread, and one that comes back to a call that was cancelled is forgotten.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_killed_no_answer_is_paid_for_twice_and_the_bytes_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, cache, out = module(tmp_path), tmp_path / "cache", tmp_path / "out"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    model = Model(3, script=writer)
    with serving(model) as server:
        killed_at(2, command(server, source, out))
        time.sleep(0.5)  # what was sent before a kill may still have to be read
        answered = list(map(prompt_of, server.asked))
        assert len(answered) == kept(cache)
        model.allowed = 1000
        model.go_on.set()
        while len(server.asked) + server.refused < model.begun:
            time.sleep(0.02)
        server.asked.clear()
        assert main(command(server, source, out)) == 0
        assert "generate_inputs" in (told := capsys.readouterr().err)
        assert "translate" in told
        answered += map(prompt_of, server.asked)
        assert len(answered) == len(set(answered)) == kept(cache)
        server.asked.clear()
        assert main(command(server, source, out)) == 0
        assert not server.asked, "it is there already"
        told_by_rule = command(server, source, tmp_path / "told")
        at = told_by_rule.index("--translate")
        assert main(told_by_rule[:at] + told_by_rule[at + 2 :]) == 0
        assert not server.asked, "the same inputs are there, and the call that fails fails again"
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
        assert main(command(server, source, tmp_path / "one")) == 0
        assert sorted(map(prompt_of, server.asked)) == sorted(answered)
    assert files(out) == files(tmp_path / "one")
    card = (tmp_path / "told" / "README.md").read_text()
    assert "no model has written any of the explanations." in card
    assert "wrote explanations" not in card
    check(files(out))


def check(made: dict[str, bytes]) -> None:
    lines = made["train.jsonl"] + made.get("validation.jsonl", b"")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert {row["entry"] for row in rows} == {"f0", "f1", "f2"}
    assert "{'customer': {'member': True}}" in {row["input"] for row in rows}
    card = made["README.md"].decode()
    assert "| inventing inputs: the call failed | 1 |" in card
    assert "| inventing inputs: no literals in the reply | 1 |" in card
    assert "| program: no input of it made a row | 2 |" in card
    invented, translated = card.split("## Calls of the model that wrote ")[1:]
    assert invented.startswith("inputs\n\n|  |  |\n| --- | --- |\n| answered | 4 |\n| failed | 1 |\n")
    assert f"| answered | {len(rows)} |\n| failed | 0 |\n" in translated
