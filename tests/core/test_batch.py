from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.prompts import V1, solve_prompt
from ses_plugin.service.batch import BatchSolver, ResultsFile
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.request_log import prompt_hash
from ses_plugin.service.solve import estimate_expected, estimate_maximum, sum_estimates
from ses_plugin.strategies import Completions, Request, RequestFailed, Response, Role, SampleRequest
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.usage import Usage, UsageTracker

RIGHT = "```python\nprint(sum(map(int, input().split())))\n```"
WRONG = "```python\nprint(5)\n```"
SETTINGS = {"model": "m", "k": 2}
OPTIONS = SolveOptions(strategy="solve")


def problem(name: str, private: bool = True) -> Problem:
    tests = PrivateTests((Test("1 4", "5"), Test("3 4", "7"))) if private else PrivateTests()
    return Problem(name, PublicProblem(name, (Test("1 2", "3"),)), tests)


class Model:
    """Solves problems whose name has no "wrong"; fails for those in `down`."""

    def __init__(self, down: Sequence[str] = ()) -> None:
        self.down, self.usage, self.asked = down, UsageTracker(), list[str]()

    def connect(self) -> Model:
        other = Model(self.down)
        other.asked = self.asked
        return other

    async def __call__(self, needs: Sequence[Request]) -> Sequence[Response]:
        await asyncio.sleep(0)
        return [self.answer(need) for need in needs]

    def answer(self, need: Request) -> Response:
        assert isinstance(need, SampleRequest)
        self.asked.append(need.prompt)
        passed = self.usage.of(need.role)
        passed.requested += 1
        if any(name in need.prompt for name in self.down):
            passed.usage += Usage(failed=1)
            passed.retryable_failures += 1
            return RequestFailed("down", retryable=True)
        passed.usage += Usage(1, 0, 10, 20, 0.5)
        return Completions((WRONG if "wrong" in need.prompt else RIGHT,))


def solve_all(
    path: Path, problems: Sequence[Problem], model: Model | None = None, **more: Any
) -> tuple[BatchSolver, ResultsFile]:
    with ResultsFile(path, SETTINGS) as results:
        solver = BatchSolver(iter(problems), OPTIONS, results, (model or Model()).connect, **more)
        asyncio.run(solver.run())
    return solver, results


def rows(path: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, path.read_text("utf-8").splitlines())}


def test_each_problem_has_a_line_and_a_verdict(tmp_path: Path) -> None:
    path = tmp_path / "new" / "r.jsonl"
    solver, results = solve_all(path, [problem("a"), problem("wrong"), problem("c", private=False)])
    found, factor = rows(path), shared_sandbox().time_factor
    assert {name: row["judgement"] for name, row in found.items()} == {
        "a": {"passed": True, "verdict": "AC", "tests": 2, "time_factor": factor},
        "wrong": {"passed": False, "verdict": "WA", "tests": 2, "time_factor": factor},
        "c": None,
    }
    assert found["a"]["settings"] == SETTINGS
    assert found["a"]["problem"]["statement"] == "a"
    (candidate,) = found["wrong"]["candidates"]
    assert (candidate["runs"][0]["output"], candidate["runs"][0]["verdict"]) == ("5\n", "WA")
    assert (candidate["private"]["verdict"], candidate["reply"]) == ("WA", WRONG)
    assert "private" not in found["c"]["candidates"][0]
    assert found["c"]["candidates"][0]["runs"][0]["verdict"] == "AC"
    sent = prompt_hash(solve_prompt(problem("a").public))
    assert found["a"]["prompts"] == {"set": "v1", "sha256": V1.sha256, "requests": [sent]}
    assert found["a"]["usage_total"]["cost"] == 0.5
    summary = results.summary
    assert (summary.problems, summary.programs, summary.judged, summary.passed) == (3, 3, 2, 1)
    assert summary.usage_total.cost == 1.5
    assert summary.pass_at_1 is not None
    assert summary.pass_at_1[0] == 0.5
    assert solver.usage.of("solve").usage.calls == 3
    assert "3 4" not in "".join(path.read_text("utf-8")), "private tests stay private"


def test_finished_problems_are_not_asked_again_and_failed_ones_are(tmp_path: Path) -> None:
    path, problems = tmp_path / "r.jsonl", [problem(name) for name in ("one", "two", "three")]
    solver, _ = solve_all(path, problems, Model(["two"]), judge_programs=False)
    assert (solver.unfinished, set(rows(path))) == (1, {"one", "three"})
    model = Model()
    solver, results = solve_all(path, problems, model, judge_programs=False)
    assert (solver.unfinished, len(model.asked), results.summary.problems) == (0, 1, 3)
    assert rows(path)["two"]["judgement"] is None


def test_a_line_cut_off_by_a_kill_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    solve_all(path, [problem("a")], judge_programs=False)
    whole = path.read_text("utf-8")
    path.write_text(whole + whole[:100], "utf-8")
    _, results = solve_all(path, [problem("a"), problem("b")], judge_programs=False)
    assert results.summary.problems == 2
    assert list(rows(path)) == ["a", "b"]


FOREIGN = (
    '{"a": 1}',  # what json.dump writes has no line end
    '{"id": "x", "text": "t"}',
    '[{"id": "x", "program": null}]',
    "notes without a line end",
    '{"id": "x", "te',
    '{"id": "x", "text": "t"}\n{"id": "y", "te',
    '{"id": "x", "program": null, "settings": {}}',
    "{",
    "\n",
    "\udcff\udcfe",
    "{" + "[" * 100_000,
)


@pytest.mark.parametrize("text", FOREIGN)
def test_a_file_of_somebody_else_is_not_changed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.jsonl"
    data = text.encode("utf-8", "surrogateescape")
    path.write_bytes(data)
    with pytest.raises(UsageError, match="give another file"):
        ResultsFile(path, SETTINGS)
    assert path.read_bytes() == data


def test_a_note_below_results_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    solve_all(path, [problem("a")], judge_programs=False)
    whole = path.read_text("utf-8") + "to do: look at these"
    path.write_text(whole, "utf-8")
    with pytest.raises(UsageError, match="line 2: not a result"):
        ResultsFile(path, SETTINGS)
    assert path.read_text("utf-8") == whole


def test_nothing_changes_before_a_result_is_added(tmp_path: Path) -> None:
    """A dry run reads the file too."""
    path = tmp_path / "r.jsonl"
    solve_all(path, [problem("a")], judge_programs=False)
    whole = path.read_text("utf-8")
    for cut in (whole[:-1], whole + whole[: len(whole) // 2], whole + "{", whole[:60]):
        path.write_text(cut, "utf-8")
        with ResultsFile(path, SETTINGS) as results:
            found = set(results.finished)
        assert path.read_text("utf-8") == cut
        solve_all(path, [problem("a"), problem("b")], judge_programs=False)
        assert set(rows(path)) == {"a", "b"}
        assert found == ({"a"} if len(cut) > 60 else set())


def test_what_is_no_regular_file_is_no_place_for_results(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(UsageError, match="not a regular file"):
            ResultsFile(path, SETTINGS)


def test_the_same_id_twice_and_a_stop(tmp_path: Path) -> None:
    solver, results = solve_all(tmp_path / "r.jsonl", [problem("a"), problem("a")], judge_programs=False)
    assert (solver.duplicates, results.summary.problems) == (1, 1)
    solver, results = solve_all(
        tmp_path / "s.jsonl", [problem("a")], judge_programs=False, stopped=lambda: True
    )
    assert results.summary.problems == 0


def test_problems_are_read_as_they_are_needed(tmp_path: Path) -> None:
    """Of 1,000 problems no more are in memory than are being solved."""
    read = most_at_once = 0

    def source() -> Iterator[Problem]:
        nonlocal read, most_at_once
        for number in range(1000):
            read += 1
            most_at_once = max(most_at_once, read - len(results.finished))
            yield problem(f"p{number}")

    with ResultsFile(tmp_path / "r.jsonl", SETTINGS) as results:
        solver = BatchSolver(source(), OPTIONS, results, Model().connect, at_once=7, judge_programs=False)
        asyncio.run(solver.run())
    assert results.summary.problems == 1000
    assert most_at_once <= 7


def test_an_error_ends_all_and_keeps_what_is_done(tmp_path: Path) -> None:
    def source() -> Iterator[Problem]:
        yield problem("a")
        raise UsageError("line 2: not JSON")

    with pytest.raises(UsageError, match="line 2"), ResultsFile(tmp_path / "r.jsonl", SETTINGS) as results:
        asyncio.run(
            BatchSolver(source(), OPTIONS, results, Model().connect, at_once=1, judge_programs=False).run()
        )
    assert list(rows(tmp_path / "r.jsonl")) == ["a"]


def test_a_file_of_other_results_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    solve_all(path, [problem("a")], judge_programs=False)
    with pytest.raises(UsageError, match=r"line 1: made with k = 2, not 3"):
        ResultsFile(path, {**SETTINGS, "k": 3})
    with ResultsFile(path, SETTINGS):
        pass
    path.write_text('{"id": 1}\n')
    with pytest.raises(UsageError, match=r"line 1: not a result"):
        ResultsFile(path, SETTINGS)
    with pytest.raises(UsageError, match="--out"):
        ResultsFile(tmp_path, SETTINGS)


class Dollars:
    """A token for each word, a dollar for each token written."""

    def count(self, role: Role, text: str) -> int:
        return len(text.split())

    def price(self, role: Role, prompt_tokens: int, completion_tokens: int) -> float | None:
        return float(completion_tokens)


@pytest.mark.parametrize("strategy", ["self-verify", "self-fix", "self-consistency", "solve"])
@pytest.mark.parametrize("oracle", [False, True])
def test_a_plan_is_never_more_than_what_it_takes_at_most(strategy: str, oracle: bool) -> None:
    if oracle and strategy == "solve":
        return
    options = SolveOptions(strategy=strategy, k=3, turns=4, votes=3, oracle=oracle, max_tokens=200)
    shown, hidden = problem("a"), Problem("b", PublicProblem("b"))
    for one in (shown, hidden):
        likely, bound = (
            estimate_expected(one, options, Dollars(), 50),
            estimate_maximum(one, options, Dollars()),
        )
        assert bound is not None
        assert set(likely) <= set(bound)
        for role, planned in likely.items():
            assert 0 < planned.calls <= bound[role].calls
            assert (planned.prompt_tokens or 0) <= (bound[role].prompt_tokens or 0)
            assert planned.cost == planned.completion_tokens
            assert (planned.completion_tokens or 0) <= (bound[role].completion_tokens or 0)
        assert (Role.SIMULATE in bound) == (
            not oracle and strategy != "solve" and (one is shown or strategy == "self-consistency")
        )


def test_plans_add_up() -> None:
    one = {Role.SOLVE: Usage(1, 0, 2, 3, 0.5)}
    assert sum_estimates([one, one]) == {Role.SOLVE: Usage(2, 0, 4, 6, 1.0)}
    assert sum_estimates([one, {Role.SOLVE: Usage(1, 0, 1, 1, None)}])[Role.SOLVE].cost is None
    plan = estimate_maximum(problem("a"), SolveOptions(k=4, votes=2, max_tokens=10), Dollars())
    assert plan is not None
    assert plan[Role.SIMULATE].calls == 4 * 1 * 2
