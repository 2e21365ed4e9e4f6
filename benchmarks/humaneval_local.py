"""A stock lm-eval task in HumanEval's schema with sixty problems of our own, and what was measured with it.

    python -m benchmarks.humaneval_local build FOLDER       writes the task `humaneval_local` there
    python -m benchmarks.humaneval_local compare FOLDER…    tables lm-eval's results, one folder for each run

A problem's prompt is a signature and a docstring with two examples; its test has ten cases, none of them
among the two. It is lm-eval's `humaneval` but for three things: the rows are local; programs run in
the sandbox of SES, since lm-eval's scorer is fetched from the hub; and the last of its five stops is left
out, since servers take four. The scorer needs this repository on
PYTHONPATH. `docs/lm_eval_model.md` has the results.
"""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path
from statistics import fmean
from textwrap import indent
from typing import Any

from benchmarks.humaneval_functions import FUNCTIONS
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.execution import shared_sandbox
from ses_plugin.metrics import wilson_interval
from ses_plugin.types.program import Outcome, Program

SEED = 0
EXAMPLES, CASES = 2, 10
TASK = "humaneval_local"

YAML = """task: humaneval_local
dataset_path: json
dataset_kwargs:
  data_files:
    test: {rows}
unsafe_code: true
output_type: generate_until
test_split: test
doc_to_text: "{{{{prompt}}}}"
doc_to_target: "{{{{test}}}}\\ncheck({{{{entry_point}}}})"
metric_list:
  - metric: !function humaneval_local_scoring.passed
    aggregation: mean
    higher_is_better: true
generation_kwargs:
  until:
    - "\\nclass"
    - "\\ndef"
    - "\\n#"
    - "\\nif"
  max_gen_toks: 400
  do_sample: false
repeats: 1
num_fewshot: 0
filter_list:
  - name: create_test
    filter:
      - function: custom
        filter_fn: !function humaneval_local_scoring.build_predictions
metadata:
  version: 1.0
"""
SCORING = '''"""What the task `humaneval_local` is scored with."""

from benchmarks.humaneval_local import passes


def passed(references, predictions, **kwargs):
    return {"pass@1": float(passes(predictions[0][0], references[0]))}


def build_predictions(resps, docs):
    return [[doc["prompt"] + one for one in resp] for resp, doc in zip(resps, docs)]
'''


def passes(program: str, check: str) -> bool:
    """Return whether the program's function holds against the check: both run together, in the sandbox."""
    ran = shared_sandbox().run(Program(f"{program}\n{check}\nprint('held')\n"), "")
    return ran.outcome is Outcome.OK and ran.stdout.rstrip().endswith("held")


def rows() -> list[dict[str, str]]:
    """Return the problems, in HumanEval's columns."""
    sources = _sources()
    return [_row(name, sources[name], *FUNCTIONS[name]) for name in FUNCTIONS]


def _sources() -> dict[str, ast.FunctionDef]:
    path = Path(__file__).with_name("humaneval_functions.py")
    nodes = ast.parse(path.read_text("utf-8")).body
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def _row(name: str, node: ast.FunctionDef, function: Callable[..., Any], arguments: Any) -> dict[str, str]:
    draw, seen = SeededRandom(SEED, "humaneval_local", name), dict[str, str]()
    while len(seen) < EXAMPLES + CASES:
        values = arguments(draw)
        text = ", ".join(map(repr, values))
        seen[text] = repr(function(*values))
    calls = list(seen.items())
    examples = "\n".join(f">>> {name}({arguments})\n{out}" for arguments, out in calls[:EXAMPLES])
    lines = [f"assert candidate({arguments}) == {out}" for arguments, out in calls[EXAMPLES:]]
    header = f"def {name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns or ast.Constant(None))}:"
    statement = indent(f'"""{ast.get_docstring(node)}\n\n{examples}\n"""', "    ")
    return {
        "task_id": f"local/{name}",
        "prompt": f"{header}\n{statement}\n",
        "canonical_solution": indent("\n".join(map(ast.unparse, node.body[1:])), "    ") + "\n",
        "test": "def check(candidate):\n" + indent("\n".join(lines), "    ") + "\n",
        "entry_point": name,
    }


def build(folder: Path) -> None:
    """Write the task, after every reference solution has passed its own test."""
    problems = rows()
    for row in problems:
        check = f"{row['test']}\ncheck({row['entry_point']})"
        if not passes(row["prompt"] + row["canonical_solution"], check) or passes(row["prompt"], check):
            raise SystemExit(f"{row['task_id']}: the reference fails, or no solution passes")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in problems), "utf-8")
    (folder / f"{TASK}.yaml").write_text(YAML.format(rows=(folder / "rows.jsonl").resolve()), "utf-8")
    (folder / f"{TASK}_scoring.py").write_text(SCORING, "utf-8")
    print(f"{len(problems)} problems in {folder}")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of lm-eval: which problems were solved, and which candidates are right, where there were any.

    `calls` and `written` (tokens) are None where they are not known.
    """

    right: dict[int, bool]
    candidates: dict[int, list[bool]]
    calls: int | None
    written: int | None


def compare(folders: Sequence[Path]) -> None:
    """Print a table of runs: pass@1 with a 95 % interval, and against the first run problem by problem.

    "candidates" is the share of right ones among all candidates, what a blind choice gives; "any" the share
    of problems with a right one, what the best choice would give.
    """
    runs = {folder.name: _run(folder) for folder in folders}
    first = next(iter(runs.values())).right
    print(
        "| run | pass@1 | 95 % interval | won | lost | p (sign test) | candidates | any | calls | tokens "
        "written |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, run in runs.items():
        share = fmean(run.right.values())
        low, high = wilson_interval(share, len(run.right))
        won = sum(right and not first[number] for number, right in run.right.items())
        lost = sum(first[number] and not right for number, right in run.right.items())
        cells = [
            name,
            f"{sum(run.right.values())}/{len(run.right)} = {share:.3f}",
            f"{low:.3f} to {high:.3f}",
        ]
        cells += [f"{won}", f"{lost}", f"{_sign_test(won, lost):.3f}"]
        cells += [_mean(map(fmean, run.candidates.values())), _mean(map(any, run.candidates.values()))]
        cells += ["" if known is None else f"{known:,}" for known in (run.calls, run.written)]
        print("|", " | ".join(cells), "|")


def _mean(values: Iterable[float]) -> str:
    known = list(values)
    return f"{fmean(known):.3f}" if known else ""


def _run(folder: Path) -> Run:
    """Return lm-eval's newest run in `folder`; its candidates are those in `report.jsonl` there."""
    samples = _lines(sorted(folder.rglob(f"samples_{TASK}_*.jsonl"))[-1])
    right = {line["doc_id"]: line["pass@1"] == 1.0 for line in samples}
    checks = {line["doc_id"]: line["target"] for line in samples}
    report = folder / "report.jsonl"
    candidates = {
        row["doc_id"]: [
            item["program"] is not None and passes(item["program"], checks[row["doc_id"]])
            for item in row["candidates"]
        ]
        for row in (_lines(report) if report.exists() else [])
        if row.get("candidates")
    }
    summary = json.loads(sorted(folder.rglob("results_*.json"))[-1].read_text("utf-8"))["config"].get("ses")
    if summary is None:
        return Run(right, candidates, len(right), None)
    usages = [counts["usage"] for role, counts in summary["roles"].items() if role != "execute"]
    tokens = [item["completion_tokens"] for item in usages]
    calls = sum(item["calls"] for item in usages) + summary["requests"]["passthrough"]
    return Run(right, candidates, calls, None if None in tokens else sum(tokens))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def _sign_test(won: int, lost: int) -> float:
    """Return the two-sided p of the exact sign test on problems that the runs differ in."""
    n, most = won + lost, max(won, lost)
    return min(1.0, 2 * sum(comb(n, k) for k in range(most, n + 1)) / (1 << n))


def main() -> None:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build").add_argument("folder", type=Path)
    commands.add_parser("compare").add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    if options.command == "build":
        build(options.folder)
    else:
        compare(options.folders)


if __name__ == "__main__":
    main()
