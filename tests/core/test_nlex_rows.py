"""Which rows `ses data nlex` makes: inputs, what is dropped and counted, limits, splits, the page of rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ses_plugin.cli import main
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.syntax import parse
from ses_plugin.training_data.nlex import rows as rows_module
from ses_plugin.training_data.nlex.card import preview_page
from ses_plugin.training_data.nlex.files import split_rows
from ses_plugin.training_data.nlex.harvest import SourceFunction, harvest_functions
from ses_plugin.training_data.nlex.input_proposals import propose_inputs
from ses_plugin.training_data.nlex.input_selection import (
    ProbedInput,
    measure_coverage,
    probe_inputs,
    select_inputs,
    stands_in,
    types_of,
)
from ses_plugin.training_data.nlex.parameter_types import functions_of, infer_parameter_types
from ses_plugin.training_data.nlex.rows import Row, RowOptions, make_row
from ses_plugin.training_data.nlex.shards import Shard, make_shard, plan_shards
from ses_plugin.training_data.nlex.sources import harvest_sources
from ses_plugin.training_data.nlex.tokens import count_tokens
from ses_plugin.training_data.nlex.unfit_runs import Sandboxes
from ses_plugin.types.program import Program


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[Sandboxes]:
    with Sandboxes() as both:
        yield both


def of_code(source: str, entry: str = "f", known: tuple[str, ...] = ()) -> SourceFunction:
    return SourceFunction(Program(source, entry), "mine.py:f", "MIT", known)


def rows_of(candidate: SourceFunction, sandboxes: Sandboxes, **options: int) -> list[Row]:
    return make_shard(Shard(0, (candidate,), 0, RowOptions(**options)), sandboxes).rows  # type: ignore[arg-type]


# --- what is no program -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "from os.path import expanduser",
        "from os.path import join, expanduser as home",
        "from posixpath import realpath",
        "from ntpath import abspath",
        "from genericpath import exists",
        "from os.path import relpath",
        "from codecs import open",
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_no_form_of_an_import_makes_impure_code_pure(head: str, inside: bool) -> None:
    name = re.split(r"[ ,]", head)[-1]
    body = f"    {head}\n" if inside else ""
    text = f"{'' if inside else head}\ndef f(a, b):\n{body}    return [{name}(a), {name}(b), a + b, a, b]\n"
    discards: Counter[str] = Counter()
    assert not list(harvest_functions(text, discards))
    assert discards == {"harvest: needs a module that is not pure, or not in the standard library": 1}


@pytest.mark.parametrize(
    "use", ["path.expanduser(a)", "os.path.expanduser(a)", "getattr(os.path, 'expanduser')(a)", "p.getcwd()"]
)
def test_nor_does_an_attribute(use: str) -> None:
    text = f"import os\nfrom os import path\ndef f(a, p):\n    return [{use}, a + a, a * 2, [a, p], p]\n"
    assert not list(harvest_functions(text, Counter()))


STACK = '''
class Stack:
    """Things on each other."""

    def __init__(self, room):
        self.room = room
        self.items = []

    def push(self, number):
        if len(self.items) < self.room:
            self.items.append(number)

    def total(self):
        result = 0
        for item in self.items:
            result += item
        return result

    @property
    def full(self):
        return len(self.items) == self.room


class Silent:
    def shout(self, text):
        print(text)


class Handle(metaclass=type):
    def read(self, size):
        return size * 2
'''


def test_a_class_is_used_by_a_function(sandboxes: Sandboxes) -> None:
    discards: Counter[str] = Counter()
    (found,) = harvest_functions(STACK, discards)
    assert found.source.endswith(
        "def use_stack(room, number):\n    stack = Stack(room)\n    stack.push(number)\n"
        "    result_1 = stack.total()\n    result_2 = stack.full\n    return [result_1, result_2]\n"
    )
    assert discards == {
        "harvest: a class: no method of it returns something": 1,
        "harvest: a class: it is made by another class, or has a base that is none": 1,
    }
    made = rows_of(of_code(found.source, found.name), sandboxes)
    assert len(made) > 2
    assert {json.dumps(row["output"]) for row in made} >= {'"[0, False]"'}
    assert all(type_ == "int" for row in made for type_ in types_of(row["input"]).values())


def test_a_package_of_classes_gives_rows_or_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "stack.py").write_text(STACK)
    assert main(["data", "nlex", str(package), "--out", str(tmp_path / "rows"), "--workers", "1"]) == 0
    told = capsys.readouterr()
    assert re.search(r"rows: \d+ train rows", told.out)
    assert "harvest: a class: no method of it returns something (1)" in told.err
    assert "| harvest: a class: no method of it" in (tmp_path / "rows" / "README.md").read_text()
    (package / "stack.py").write_text(STACK[STACK.index("class Silent") :])
    assert main(["data", "nlex", str(package), "--out", str(tmp_path / "none"), "--workers", "1"]) == 1
    assert "a class: no method of it returns something (1)" in capsys.readouterr().err


# --- inputs -------------------------------------------------------------------------------------------


def test_inputs_are_found_in_other_modules_and_in_the_tests(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": "",
        "src/words.py": "def mark(text, sign):\n    return [text + sign for _ in range(3)] + [sign * 2]\n",
        "src/other.py": "from .words import mark\nshown = mark('other', '!')\nmark(shown, '?')\n",
        "src/more.py": "import words as w\nx = w.mark('module', '+')\n'a'.mark('no', 'method')\n",
        "tests/test_words.py": "from src.words import mark\ndef test():\n    mark('test', '-') == []\n",
        "tests/test_else.py": "from else_ import mark\nmark('else', '-')\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (found,) = harvest_sources([str(tmp_path / "src")], 0).candidates
    assert set(found.known) == {"'other', '!'", "'module', '+'", "'test', '-'"}


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(args):\n    for arg in args:\n        arg = arg.replace('a', 'b')\n    return args", "words"),
        ("def f(p):\n    return [q // 2 for q in p]", "numbers"),
        ("def f(p):\n    return {a: b for a, b in p}", "pairs"),
        ("def g(xs): return xs.upper()\ndef f(p): return g(p)", "str"),
        ("class C:\n    def __init__(self, n): self.n = n // 2\ndef f(p): return C(p).n", "int"),
    ],
)
def test_kinds_are_guessed_from_elements_and_from_what_is_called(source: str, kind: str) -> None:
    functions = functions_of(parse(source))
    assert infer_parameter_types(functions["f"], functions["f"].args.args[0].arg, None, functions)[0] == kind


def test_what_is_annotated_is_not_guessed() -> None:
    source = "def f(values: list[str], n):\n    return [v for v in values if n > 2]\n"
    for text in propose_inputs(source, "f", SeededRandom(0, "x")):
        assert types_of(text).get("0", "list[str]") in ("list[str]", "list[?]")


BRANCHES = """def f(n, text):
    if n > 1000:
        return text + "far"
    elif isinstance(text, list):
        return "list"
    while n > 7:
        n -= 3
    return text * n
"""


def test_rows_reach_both_sides_and_keep_to_the_types_that_are_known(sandboxes: Sandboxes) -> None:
    texts = ["3, 'a'", "4, 'a'", "5, 'b'", "1001, 'b'", "9, 'c'", "3, [1]", "4, [2]", "2, ['a']", "0, (1, 2)"]
    worked = probe_inputs(Program(BRANCHES, "f"), texts, sandboxes.first)
    chosen = [one.input for one in select_inputs(worked, 8, ["4, 'a'"])]
    assert {"1001, 'b'", "9, 'c'"} <= set(chosen)
    assert len([text for text in chosen if "[" in text or "(" in text]) == 1  # the only way to its branch
    reached = measure_coverage(BRANCHES, [one.way for one in worked])
    assert (reached.lines, reached.reached_lines) == (7, 7)
    assert (reached.sides, reached.reached_sides) == (6, 6)
    few = measure_coverage(BRANCHES, [worked[0].way])
    assert (few.reached_lines, few.reached_sides) == (4, 3)


def test_answers_that_can_be_copied_are_few() -> None:
    way = [frozenset({(0, n), (n, 0)}) for n in range(1, 40)]
    copied = [ProbedInput(f"'a{n}', 1", f"'a{n}'", way[n]) for n in range(16)]
    others = [ProbedInput(f"'b{n}'", str(n), way[n + 16]) for n in range(14)]
    chosen = select_inputs([*copied, *others], 30)
    assert len(chosen) == 16
    assert sum(stands_in(one.value, one.input) for one in chosen) == 2
    assert len(select_inputs(copied, 16)) == 1
    assert stands_in("[1, 2]", "[1, 2], 3")
    assert not stands_in("1", "10, 21")
    assert not stands_in("", "''")


# --- what is dropped ----------------------------------------------------------------------------------


ANSWER, STEPS = "its answer hangs on the order of a set", "its steps hang on the order of a set"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("return list(set(words))", ANSWER),
        ("return [w for w in {*words}][0]", ANSWER),
        ("return next(iter({w: 1 for w in words}.keys() & set(words)))", ANSWER),
        ("n = 0\n    for w in set(words):\n        n += len(w)\n    return n", STEPS),
        ("seen = set(words)\n    n = len(seen)\n    return n", ""),
        ("return sorted(set(words))[0] + words[0]", ""),
    ],
)  # fmt: skip
def test_what_hangs_on_the_order_of_a_set_is_dropped(sandboxes: Sandboxes, body: str, why: str) -> None:
    candidate = of_code(f"def f(words):\n    {body}\n")
    made = make_row(candidate, "['one', 'two', 'three', 'four', 'five']", RowOptions(), sandboxes)
    assert made == f"run: {why}" if why else isinstance(made, dict)


def test_little_more_than_a_library_call_is_dropped(sandboxes: Sandboxes) -> None:
    source = "import textwrap\n\ndef f(text):\n    text = textwrap.dedent(text)\n    return text\n"
    assert (
        make_row(of_code(source), "'  a'", RowOptions(), sandboxes)
        == "run: little more than a call of a library"
    )
    own = "def g(n):\n    return n * 3\n\ndef f(n):\n    return g(n) + max(n, 2)\n"
    assert isinstance(make_row(of_code(own), "4", RowOptions(), sandboxes), dict)
    given = SourceFunction(Program(source, "f"), "mine.jsonl:1", "MIT", ("'  a'",), guess=False)
    assert isinstance(make_row(given, "'  a'", RowOptions(), sandboxes), dict)


def test_what_the_narrator_refuses_is_counted_by_its_reason(
    sandboxes: Sandboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Leaps(Exception):
        reason = "iterations would be left out"

    def refuse(run: object, style: object) -> str:
        raise Leaps("line 3: 40 iterations")

    monkeypatch.setattr(rows_module, "narrate", refuse)
    done = make_shard(Shard(0, (of_code(BRANCHES, known=("3, 'a'",)),), 0, RowOptions()), sandboxes)
    assert done.rows == []
    assert done.discards["narration: iterations would be left out"] > 1
    assert done.discards["program: no input of it made a row"] == 1


def test_limits_of_a_row(sandboxes: Sandboxes, tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    candidate = of_code(BRANCHES, known=("3, 'a'", "900, 'b'"))
    all_rows = rows_of(candidate, sandboxes)
    assert any(row["events"] > 40 for row in all_rows)
    assert 0 < len(rows_of(candidate, sandboxes, per_program=3)) <= 3
    assert all(row["events"] <= 40 for row in rows_of(candidate, sandboxes, max_events=40))
    most = sorted(row["tokens"] for row in all_rows)[1]
    short = rows_of(candidate, sandboxes, max_tokens=most)
    assert 0 < len(short) < len(all_rows)
    assert all(row["tokens"] <= most for row in short)
    letters = Tokenizer(
        models.BPE(vocab={c: n for n, c in enumerate(pre_tokenizers.ByteLevel.alphabet())}, merges=[])
    )
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.save(str(tmp_path / "tokenizer.json"))
    assert count_tokens("n += 1", str(tmp_path)) == 6
    assert count_tokens("n += 1") == 6  # "n", " ", "+", "=", " ", "1"


def test_a_tokenizer_that_is_none_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    command = ["data", "nlex", "colorsys", "--out", str(tmp_path / "rows"), "--tokenizer", str(tmp_path)]
    assert main(command) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith(f"error: --tokenizer {tmp_path}: ")


# --- the set as a whole -------------------------------------------------------------------------------


def test_small_sources_have_a_validation_split() -> None:
    def parts(programs: list[str]) -> dict[str, list[Row]]:
        return split_rows([{"program": text, "input": n} for text in programs for n in range(3)])

    for count in (2, 5, 20, 79):
        for start in range(5):
            found = parts([f"x = {start}\n" + "x += 1\n" * (i + 40 * start) for i in range(count)])
            held = len(found["validation"]) // 3
            assert 1 <= held <= max(1, count // 4), count
    helper = "def helper(a, b):\n    for i in range(a):\n        b += i * a\n    return b - a\n"
    together = [helper + "x = 1\n" * i for i in range(60)]
    alone = ["y = 2\n" + "y -= 1\n" * i for i in range(19)]
    found = parts([*together, *alone])
    assert not any("helper" in row["program"] for row in found["validation"])
    assert len(found["validation"]) >= 12
    assert parts(["x = 1\n"])["validation"] == []


def test_programs_of_each_sort_come_in_turns() -> None:
    from ses_plugin.training_data.nlex.decontamination import evaluation_fingerprints
    from ses_plugin.training_data.nlex.harvest import Harvest

    plain = [f"def f(n):\n    n = n * 2{' + 1' * i}\n    return n\n" for i in range(12)]
    loops = [
        f"def f(n):\n    for i in range(n):\n        n -= i{' * n' * i}\n    return n\n" for i in range(3)
    ]
    found = Harvest([of_code(text) for text in (*plain, *loops)])
    todo = plan_shards(found, evaluation_fingerprints([]), 0, RowOptions())
    order = ["for" in one.program.source for shard in todo.shards for one in shard.candidates]
    assert sum(order[:6]) == 3


def test_rows_have_columns_for_a_curriculum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "rows"
    command = ["data", "nlex", "colorsys", "--formats", "jsonl,parquet", "--workers", "1", "--out", str(out)]
    assert main([*command, "--max-events", "60", "--per-program", "4"]) == 0
    assert "dropped: " in capsys.readouterr().err
    made = [json.loads(line) for line in (out / "train.jsonl").read_text().splitlines()]
    for row in made:
        assert row["difficulty"] in ("easy", "medium", "hard")
        assert 0 < row["events"] <= 60
        assert 50 < row["tokens"] < 3000
    assert max(Counter(row["program"] for row in made).values()) <= 4
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(out / "train.parquet")
    assert table.column("tokens").to_pylist() == [row["tokens"] for row in made]
    card = (out / "README.md").read_text()
    assert re.search(r"\| sides of conditions and loops that rows reach \| \d+ of \d+ \(\d+%\) \|", card)
    assert "## Rows by depth of loops" in card


def test_preview_is_a_page_of_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    assert main(["data", "nlex", "colorsys", "--preview", "3", "--workers", "1", "--out", str(page)]) == 0
    text = page.read_text()
    assert text.count("<section>") == 3
    assert "def rgb_to_" in text or "_to_rgb" in text
    assert list(tmp_path.iterdir()) == [page]
    assert main(["data", "nlex", "colorsys"]) == 1
    assert "give --out FOLDER, or --preview N" in capsys.readouterr().err
    assert main(["data", "nlex", "colorsys", "--preview", "3", "--out", str(page)]) == 1
    assert "exists" in capsys.readouterr().err


def test_the_page_only_shows_what_programs_say(sandboxes: Sandboxes) -> None:
    source = (
        "def f(text):\n    text += '</pre><script>alert(1)</script>'\n    text = text * 1\n    return text\n"
    )
    (row, *_) = rows_of(of_code(source, known=("'<img src=x onerror=alert(2)>'",)), sandboxes)
    page = preview_page([row], "a <b>")
    assert "<script" not in page
    assert "<img" not in page
    assert "3 rows" not in page
    assert "1 rows of a &lt;b&gt;" in page
    assert "&lt;/pre&gt;&lt;script&gt;alert(1)" in page
