"""The shipped splits: balanced, true, and the same when built again."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from ses_plugin.datasets import build_splits as building
from ses_plugin.datasets.build_splits import PER_BIN, SHIPPED_SEED, build_splits, fewshot_instances
from ses_plugin.datasets.instances import (
    DIFFICULTIES,
    Instance,
    from_cruxeval,
    from_lcb_execution,
    instance_from_row,
    instance_to_row,
    instances_from_jsonl,
    instances_to_jsonl,
    load_split,
    read_rows,
)
from ses_plugin.datasets.sources import load_sources
from ses_plugin.errors import UsageError
from ses_plugin.execution import run
from ses_plugin.extraction import extract_answer, format_answer
from ses_plugin.types.program import Outcome


def test_size_and_balance() -> None:
    test = load_split("test")
    assert len(test) >= 600
    assert set(Counter(i.difficulty for i in test).values()) == {len(test) // 3}
    assert len({i.id for i in test}) == len(test)
    assert len({(i.code, i.input) for i in test}) == len(test)
    contest = [source for source in load_sources() if source.kind == "stdin" and source.split == "test"]
    functions = [source for source in load_sources() if source.kind == "function" and source.split == "test"]
    assert len(contest) >= 40
    assert len(functions) >= 80
    assert {i.cluster.split("/")[0] for i in test} == {source.name for source in contest + functions}
    assert 0.3 < sum(i.correct is False for i in test) / sum(i.kind == "stdin" for i in test) < 0.7


def test_every_prefix_is_balanced() -> None:
    test = load_split("test")
    for end in (9, 30, 100, 400):
        counts = Counter(i.difficulty for i in test[:end])
        assert max(counts.values()) - min(counts[name] for name in DIFFICULTIES) <= 2


def test_difficulty_grows_with_the_work() -> None:
    medians = []
    for name in DIFFICULTIES:
        events = sorted(
            i.features.trace_events for i in load_split("test") if i.difficulty == name and i.features
        )
        medians.append(events[len(events) // 2])
    assert all(2 * low <= high for low, high in pairwise(medians))


def test_fewshot_shares_no_family() -> None:
    families = {i.cluster.split("/")[0] for i in load_split("test")}
    assert len(load_split("fewshot")) >= 8
    for instance in load_split("fewshot"):
        assert instance.cluster.split("/")[0] not in families
        assert instance.explanation


def test_the_gold_answer_is_right_and_an_echo_is_not() -> None:
    for instance in (*load_split("test"), *load_split("fewshot")):
        assert instance.accepts(extract_answer(format_answer(instance.output)).text), instance.id
        for echo in (instance.code, instance.input, f"{instance.entry}({instance.input})", ""):
            assert not instance.accepts(extract_answer(f"<output>\n{echo}\n</output>").text), instance.id


def output(instance: Instance) -> str:
    ran = run(instance.program, instance.input)
    assert ran.outcome is Outcome.OK, (instance.id, ran)
    return ran.output


def test_every_output_is_what_really_happens() -> None:
    everything = [*load_split("test"), *load_split("fewshot")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for instance, real in zip(everything, pool.map(output, everything), strict=True):
            assert real.rstrip("\n") == instance.output.rstrip("\n"), instance.id


@pytest.fixture(scope="module")
def small() -> Callable[[int], list[Instance]]:
    """Return a builder of small splits: of every eighth source, with a tenth as many instances."""
    every = [source for source in load_sources() if source.split == "test"]
    some = [s for kind in PER_BIN for s in [s for s in every if s.kind == kind][::8]]

    @cache
    def fresh(seed: int) -> list[Instance]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "load_sources", lambda: some)
            patch.setattr(building, "PER_BIN", {"stdin": 14, "function": 7})
            return build_splits(seed)

    return fresh


def test_the_builder_makes_the_shipped_instances(small: Callable[[int], list[Instance]]) -> None:
    made, whole = small(SHIPPED_SEED), {i.id: i for i in load_split("test")}
    assert len(made) == 3 * (14 + 7)
    assert sum(i.id in whole for i in made) > len(made) / 4
    assert all(whole.get(i.id, i) == i for i in made)
    for end in (9, 30, len(made)):
        counts = Counter(i.difficulty for i in made[:end])
        assert max(counts.values()) - min(counts[name] for name in DIFFICULTIES) <= 2
    few = files("ses_plugin.datasets") / "embedded" / "fewshot.jsonl"
    assert few.read_bytes() == instances_to_jsonl(fewshot_instances()).encode()


def test_a_seed_gives_a_small_fresh_split(small: Callable[[int], list[Instance]]) -> None:
    compare(small(1), small(SHIPPED_SEED), same_input=1 / 5, events=2)


@pytest.mark.slow
def test_the_shipped_file_is_what_the_builder_makes() -> None:
    whole = files("ses_plugin.datasets") / "embedded" / "test.jsonl"
    assert whole.read_bytes() == instances_to_jsonl(build_splits(SHIPPED_SEED)).encode()


@pytest.mark.slow
def test_a_seed_gives_a_fresh_split_of_the_same_difficulty() -> None:
    compare(build_splits(1), load_split("test"), same_input=1 / 20, events=1.25)


def compare(new: Sequence[Instance], old: Sequence[Instance], same_input: float, events: float) -> None:
    """Hold that two splits are of the same difficulty, and share no program and few inputs."""
    assert Counter((i.kind, i.difficulty) for i in new) == Counter((i.kind, i.difficulty) for i in old)
    assert not {i.code for i in new} & {i.code for i in old}
    same = {(i.cluster, i.input) for i in new} & {(i.cluster, i.input) for i in old}
    assert len(same) < len(new) * same_input, "only the smallest inputs can come up twice"
    sums = [sum(i.features.trace_events for i in split if i.features) for split in (new, old)]
    assert 1 / events < sums[0] / sums[1] < events


def test_rows_come_back() -> None:
    for instance in load_split("test")[:20]:
        assert instance_from_row(instance_to_row(instance)) == instance
    assert tuple(instances_from_jsonl(instances_to_jsonl(load_split("fewshot")))) == load_split("fewshot")


def test_published_rows() -> None:
    crux = from_cruxeval({"code": "def f(a):\n    return a", "input": "[1]", "output": "[1]", "id": "s_1"})
    assert (crux.entry, crux.input, crux.accepts("[1]")) == ("f", "[1]", True)
    row = {
        "id": "sample_0",
        "question_id": 2777,
        "code": "def countSeniors(details):\n    return 1",
        "function_name": "countSeniors",
        "input": "countSeniors(details = ['a'])",
        "output": "1",
        "difficulty": "easy",
    }
    lcb = from_lcb_execution(row)
    assert (lcb.entry, lcb.input, lcb.cluster, lcb.difficulty) == (
        "countSeniors",
        "details = ['a']",
        "2777",
        "easy",
    )
    with pytest.raises(UsageError, match="not a call of countSeniors"):
        from_lcb_execution({**row, "input": "[1]"})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"code": "a"}\n', "line 1: no input; every line must be a JSON object with code, input"),
        (b'{"code": "a", "input": "b"}\n\n[1]\n', "line 3: no code, input"),
        (b"{", "line 1: not JSON"),
        (b"\xff", "cannot read"),
    ],
)
def test_bad_files_are_refused_with_the_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=says):
        list(read_rows(path, ("code", "input")))


def test_rows_are_objects_also_where_no_column_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 1}\n"b"\n')
    with pytest.raises(UsageError, match=r"rows.jsonl, line 2: str, not an object"):
        list(read_rows(path, ()))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*nowhere"):
        list(read_rows(tmp_path / "nowhere", ("a",)))
