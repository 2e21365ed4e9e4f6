from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ses_plugin.cli import main
from ses_plugin.datasets.instances import load_split
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.errors import UsageError
from ses_plugin.extraction import extract_answer
from ses_plugin.prompts import output_prediction_prompt
from ses_plugin.scoring.prediction_match import literal_matches
from ses_plugin.training_data import family_names
from ses_plugin.training_data.nlex.decontamination import (
    Decontaminator,
    evaluation_fingerprints,
    program_form,
)
from ses_plugin.training_data.nlex.files import split_rows
from ses_plugin.training_data.nlex.harvest import (
    Harvest,
    HarvestedFunction,
    SourceFunction,
    harvest_functions,
)
from ses_plugin.training_data.nlex.input_proposals import mutate_inputs, propose_inputs
from ses_plugin.training_data.nlex.input_selection import probe_inputs, select_inputs
from ses_plugin.training_data.nlex.input_values import mutate_value, random_value
from ses_plugin.training_data.nlex.parameter_types import KINDS, infer_parameter_types
from ses_plugin.training_data.nlex.rows import Row, RowOptions, make_row
from ses_plugin.training_data.nlex.shards import Shard, make_shard, plan_shards
from ses_plugin.training_data.nlex.sources import harvest_sources, source_texts
from ses_plugin.training_data.nlex.unfit_runs import Sandboxes
from ses_plugin.types.program import Program

MODULE = '''
"""A module.

>>> clip(12, high=10)
10
"""
import os, re
from math import floor, ceil

LIMIT = 10

def clip(number, low=0, high=LIMIT):
    """Return it.

    >>> clip(-3)
    0
    """
    # at both ends
    return max(low, min(_rounded(number), high))

def _rounded(number: Number) -> int:
    return floor(number) if number > 0 else 0 * LIMIT

def read(path):
    with open(path) as file:
        return file.read().split("\\n")[0]

def listed(folder):
    return sorted(os.listdir(folder)) + [folder + "/"]

def count():
    global LIMIT
    LIMIT += 1
    return LIMIT

def each(items):
    for item in items:
        yield item + 1

print(clip(99))
'''


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandboxes]:
    with Sandboxes() as one:
        yield one


@cache
def families() -> Harvest:
    return harvest_sources(["families"], 0)


def found_in(text: str) -> tuple[dict[str, HarvestedFunction], Counter[str]]:
    discards: Counter[str] = Counter()
    return {found.name: found for found in harvest_functions(text, discards)}, discards


def test_a_function_is_harvested_with_what_it_needs() -> None:
    found, _ = found_in(MODULE)
    assert list(found) == ["clip", "_rounded"]
    source = found["clip"].source
    assert source.startswith("from __future__ import annotations\n")  # Number is nowhere
    assert "from math import floor\n" in source
    assert "# at both ends" in source
    for gone in ("import os", "ceil", ">>>", "read(", "print"):
        assert gone not in source
    assert found["clip"].known == ("12, high=10", "-3", "99")


def test_what_is_not_harvested_is_counted() -> None:
    _, discards = found_in(MODULE)
    assert discards == {
        "harvest: no parameter": 1,
        "harvest: a generator: what it returns has no literal": 1,
        "harvest: needs what is outside of the program": 1,
        "harvest: needs a name that is not at the module's top level, or one that is not pure": 1,
    }
    assert found_in("def f(:")[1] == {"harvest: a file is not Python 3": 1}


@pytest.mark.parametrize(
    "body", ["import socket", "from . import x", "from os import *", "eval(a)", "a.isdir()"]
)
def test_impure_code_is_not_harvested(body: str) -> None:
    found, _ = found_in(f"def f(a, b):\n    {body}\n    return [a + b, a - b, a * b]\n")
    assert not found


def test_near_equal_programs_are_the_same() -> None:
    one = "def f(a: int) -> int:\n    'text'\n    return a + 1  # so\n"
    assert program_form(one) == program_form("def g(b):\n    return b + 2\n")
    assert program_form(one) != program_form("def g(b):\n    return b - 1\n")
    assert program_form(one) != program_form("def g(b):\n    return len(b) + 1\n")


def test_evaluation_sets_are_kept_out(tmp_path: Path) -> None:
    kept_out = evaluation_fingerprints([])
    for instance in load_split("test")[::100]:
        assert kept_out.overlaps(instance.code) == "the same program"
        assert kept_out.overlaps(f"import re\n{instance.code}\nprint(re)\n")
    mine = "def f(xs, k):\n    total = 0\n    for x in xs:\n        total += x * k\n    return total\n"
    renamed = mine.replace("total", "s") + "\n\ndef g():\n    return 1\n"
    assert not kept_out.overlaps(mine)
    path = tmp_path / "cruxeval.jsonl"
    path.write_text(json.dumps({"code": mine, "input": "[1], 2", "output": "2", "id": "sample_0"}) + "\n")
    more = evaluation_fingerprints(source_texts(str(path)))
    assert more.overlaps(mine) == "the same program"
    assert more.overlaps(renamed) == "the same function"
    inside = "def main(xs, k):\n    print('no')\n" + "\n".join(mine.splitlines()[1:]) + "\n"
    assert more.overlaps(inside) == ""  # fewer than 30 tokens in a row, and another function
    done = plan_shards(Harvest([SourceFunction(Program(mine, "f"), "a", "x")]), more, 0, RowOptions())
    assert not done.shards
    assert done.discards == {"evaluation set: the same program": 1}


def test_kinds_are_guessed_from_use() -> None:
    def of(text: str) -> list[str]:
        function = ast.parse(text).body[0]
        assert isinstance(function, ast.FunctionDef)
        return infer_parameter_types(function, "p")

    assert of("def f(p): return p.upper().split()")[0] == "str"
    assert of("def f(p): return p.items()") == ["dict"]
    assert of("def f(p): return p // 2 - 1")[0] == "int"
    assert of("def f(p): return p.connect()") == []


def test_values_are_literals_and_change_a_little() -> None:
    draw = SeededRandom(0, "values")
    for kind, type_ in KINDS.items():
        for _ in range(20):
            one = random_value(kind, draw, ("x", 3))
            assert type(one) is type_
            assert type(mutate_value(one, draw)) is type_
            assert ast.literal_eval(repr(one)) == one or one == set()


def test_inputs_by_annotations_are_the_same_for_a_seed() -> None:
    source = "def f(a: int, b: 'list[str]' = None, *, c: bool | None = None):\n    return a\n"
    one, again, other = (propose_inputs(source, "f", SeededRandom(seed, "x")) for seed in (1, 1, 2))
    assert one == again != other
    assert len(one) > 20
    assert mutate_inputs(["1, ['a'], c=True"], SeededRandom(1)) == mutate_inputs(
        ["1, ['a'], c=True"], SeededRandom(1)
    )


def test_the_probe_tells_which_inputs_work(sandbox: Sandboxes) -> None:
    source = (
        "seen = []\ndef f(n):\n    seen.append(n)\n    while n > 50:\n        pass\n"
        "    return [10 // n, len(seen)]\n"
    )
    worked = probe_inputs(
        Program(source, "f"), ["5", "0", "99", "'a'", "open('x')", "2", "5.0"], sandbox.first
    )
    assert [(one.input, one.value) for one in worked] == [
        ("5", "[2, 1]"),
        ("2", "[5, 1]"),
        ("5.0", "[2.0, 1]"),
    ]
    assert len(select_inputs(worked, 2)) == 2


def test_a_row_is_verified(sandbox: Sandboxes) -> None:
    source = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"
    candidate = SourceFunction(Program(source, "f"), "mine.py:f", "MIT")
    made_of = make_row(candidate, "[3, 4]", RowOptions(), sandbox, "7")
    assert isinstance(made_of, dict)
    assert made_of["prompt"] == [
        {"role": "user", "content": output_prediction_prompt(candidate.program, "[3, 4]")}
    ]
    assert made_of["messages"] == made_of["prompt"] + made_of["completion"]
    assert literal_matches(extract_answer(made_of["completion"][0]["content"]).text, "7")
    assert made_of["features"]["loop_depth"] == 1
    assert (
        make_row(candidate, "[3, 4]", RowOptions(), sandbox, "8") == "run: another output than in another run"
    )
    assert make_row(candidate, "[None]", RowOptions(), sandbox) == "run: ends by exception"


def test_no_function_is_in_both_splits() -> None:
    helper = "def helper(a, b):\n    for i in range(a):\n        b += i * a\n    return b - a\n"
    programs = ["x = 0\n" + "x += 1\n" * i for i in range(120)]
    rows: list[Row] = [{"program": text} for text in (*programs, *(helper + text for text in programs[:20]))]
    parts = split_rows(rows)
    with_helper = {name: sum("helper" in row["program"] for row in part) for name, part in parts.items()}
    assert sorted(with_helper.values()) == [0, 20]
    apart = len(parts["validation"]) - with_helper["validation"]
    assert 1 < apart < 15  # of 100
    assert split_rows(list(reversed(rows)))["train"] == list(reversed(parts["train"]))


def test_sources(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.py").write_text(MODULE)
    (tmp_path / "code" / "LICENSE").write_text("\nMIT License\n\nCopyright\n")
    candidates = harvest_sources([str(tmp_path / "code"), "embedded", "colorsys"], 3).candidates
    assert candidates[0].source == "code/a.py:clip"
    assert candidates[0].license == "MIT License"
    assert any(c.source == "colorsys:rgb_to_hsv" for c in candidates)
    assert any(c.source.startswith("embedded/") and c.known and not c.guess for c in candidates)
    with pytest.raises(UsageError, match="no such file, and no package of this name"):
        harvest_sources(["no_such_thing"], 0)


def test_accepted_programs_of_a_package(tmp_path: Path) -> None:
    for name, text in {
        "problem.yaml": "name: Twice\nlicense: cc by-sa\n",
        "data/sample/1.in": "2\n",
        "data/sample/1.ans": "4\n",
        "data/secret/1.in": "30\n",
        "data/secret/1.ans": "60\n",
        "data/secret/2.in": "7 " * 400,
        "data/secret/2.ans": "14\n",
        "submissions/accepted/good.py": "print(int(input()) * 2)\n",
        "submissions/wrong_answer/bad.py": "print(int(input()) * 3)\n",
    }.items():
        (tmp_path / "twice" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "twice" / name).write_text(text)
    (candidate,) = harvest_sources([str(tmp_path / "twice")], 0).candidates
    assert candidate.known == ("2\n", "30\n")
    assert (candidate.source, candidate.license) == ("twice/accepted/1", "cc by-sa")
    assert not candidate.guess


def programs(folder: Path) -> Path:
    """Return a JSONL of 32 programs of different form, and some that are none."""
    steps = ["n += 2", "n *= n", "n = n - 1 if n % 3 else n", "for i in range(3): n += i", "n = abs(n)"]
    rows = []
    for bits in range(32):
        body = "\n    ".join(step for at, step in enumerate(steps) if bits >> at & 1)
        rows.append(
            {"source": f"def f(n):\n    {body}\n    return n\n", "entry": "f", "inputs": ["3", "-4", "'a'"]}
        )
    rows += [
        {"source": "print(int(input()) * 2)", "inputs": ["21\n"], "license": "MIT"},
        {"source": "def f(:"},
    ]
    path = folder / "programs.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_killed_twice_it_gives_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["data", "nlex", str(programs(tmp_path)), "--formats", "jsonl,parquet", "--rows", "60", "--out"]
    assert main([*command, str(tmp_path / "one"), "--workers", "2"]) == 0
    killed = tmp_path / "killed"
    arguments = [*command, str(killed), "--workers", "2"]
    for number in (1, 2):
        start = f"import sys; from ses_plugin.cli import main; sys.exit(main({arguments!r}))"
        process = subprocess.Popen([sys.executable, "-c", start], stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list((killed / "shards").glob("*.json"))) < number:
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert not (killed / "README.md").exists()
    assert main([*command, str(killed), "--workers", "1"]) == 0
    expected = contents(tmp_path / "one")
    assert contents(killed) == expected
    splits = {f"{split}.{kind}" for split in ("train", "validation") for kind in ("jsonl", "parquet")}
    assert set(expected) == {"README.md", "build.json", *splits}
    rows = [
        json.loads(line)
        for line in (expected["train.jsonl"] + expected.get("validation.jsonl", b"")).splitlines()
    ]
    assert len(rows) == 60
    card = expected["README.md"].decode()
    assert "| run: ends by exception | " in card
    assert "| program: not Python 3 | 1 |" in card
    capsys.readouterr()
    assert main([*command, str(killed)]) == 0  # it is there already
    assert main([*command, str(killed), "--seed", "1"]) == 1
    assert "with other options" in capsys.readouterr().err


def test_errors_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.jsonl"
    for text, said in (
        ('{"source": 1}', "source must be a text"),
        ('{"code": "x = 1"}', "no source"),
        ("{}\n", "no source"),
        ('{"source": "x = (", "inputs": [""]}', "no row could be made"),
    ):
        bad.write_text(text + "\n")
        assert main(["data", "nlex", str(bad), "--out", str(tmp_path / "out"), "--workers", "1"]) == 1
        error = capsys.readouterr().err
        assert said in error
        assert "Traceback" not in error
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("x")
    assert main(["data", "nlex", "embedded", "--out", str(tmp_path / "full")]) == 1
    assert "not an empty folder" in capsys.readouterr().err


def test_embedded_gives_rows_of_no_evaluated_program(sandbox: Sandboxes) -> None:
    todo = plan_shards(
        harvest_sources(["embedded"], 1), evaluation_fingerprints([]), 1, RowOptions("concise")
    )
    found = sorted({c.source.split("/")[1] for shard in todo.shards for c in shard.candidates})
    assert "expand_ranges" in found  # of the few-shot split
    assert "maze_bfs" not in found
    first = todo.shards[0]
    one = Shard(0, first.candidates[:1], 1, RowOptions("concise"))
    assert make_shard(one, sandbox).rows == make_shard(one, sandbox).rows != []


@pytest.mark.parametrize("step", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_families_for_training_overlap_nothing_that_is_kept_out(step: int) -> None:
    some = Harvest(families().candidates[::step])
    todo = plan_shards(some, evaluation_fingerprints([]), 0, RowOptions("concise"))
    assert 150 < len(some.candidates) == sum(len(shard.candidates) for shard in todo.shards)


def test_families_for_training_are_drawn_afresh_and_the_others_never() -> None:
    found = families()
    names = {c.source.split("/")[1] for c in found.candidates}
    assert names == {source.name for source in family_names(trained=True)}
    inputs = {(c.program, text) for c in found.candidates for text in c.known}
    assert not inputs & {(Program(i.code, i.entry), i.input) for i in load_split("test")}
    one = found.candidates[0]
    kept_out = Decontaminator(
        evaluation_fingerprints([]).own, evaluation_fingerprints([one.program.source]).named
    )
    assert (
        plan_shards(Harvest([one]), kept_out, 0, RowOptions("concise")).shards == ()
    )  # what a user names comes first


@pytest.mark.slow
def test_on_ray_the_rows_are_the_same(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    command = ["data", "nlex", str(programs(tmp_path)), "--rows", "60", "--workers", "2", "--out"]
    here, there = tmp_path / "here", tmp_path / "there"
    assert main([*command, str(here)]) == 0
    arguments = [*command, str(there), "--engine", "ray"]
    start = f"import sys; from ses_plugin.cli import main; sys.exit(main({arguments!r}))"
    assert subprocess.run([sys.executable, "-c", start], check=False).returncode == 0
    assert contents(there) == contents(here)
