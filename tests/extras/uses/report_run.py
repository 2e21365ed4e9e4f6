"""The extra `report`: a run is read, summarized and compared with itself."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from pathlib import Path

from common import RIGHT, WRONG

from ses_plugin import load_run
from ses_plugin.cli import main
from ses_plugin.problems.loader import problem_to_row
from ses_plugin.service.samples import build_sample, judge_sample
from ses_plugin.strategies import CandidateReport
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "samples_ses_solve_2026-12-01T10-00-00.000000.jsonl")
    lines = []
    for name, source in (("right", RIGHT), ("wrong", WRONG)):
        problem = Problem(
            name, PublicProblem("Add.", (Test("3 4", "7"),)), PrivateTests((Test("10 5", "15"),))
        )
        sample = judge_sample(problem, build_sample("solve", [CandidateReport(source, source)]))
        row = {"doc": problem_to_row(problem), "resps": [[json.dumps(sample)]], "metrics": ["pass@1"]}
        lines.append(json.dumps(row) + "\n")
    path.write_text("".join(lines), "utf-8")
    assert [row["outcome"] for row in load_run(path).rows()] == ["right", "wrong"]
    with contextlib.redirect_stdout(io.StringIO()) as output:
        assert main(["report", str(path), str(path), "--format", "json"]) == 0
    data = json.loads(output.getvalue())
    with contextlib.redirect_stdout(io.StringIO()) as output:
        assert main(["report", str(path), "--format", "text"]) == 0
assert data["runs"][0]["metrics"][0]["value"] == 0.5
assert data["comparisons"][0]["p_value"] == 1.0
assert "pass@1" in output.getvalue()
print("used")
