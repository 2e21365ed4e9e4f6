"""Our scorer against lm-eval's `cruxeval_output`, on the same answers.

    python benchmarks/cruxeval_scoring.py ROWS.jsonl [--samples SAMPLES.jsonl] --confirm_run_unsafe_code

ROWS is a file in CRUXEval's schema. Both scorers judge the gold answers and the bare echo of the call,
and with --samples (what `lm_eval --tasks cruxeval_output --log_samples` left) a model's answers too.
lm-eval's scorer executes what it judges, in its own runner: hence the flag.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from ses_plugin.datasets.instances import CRUXEVAL_COLUMNS, from_cruxeval, read_rows

Row = dict[str, Any]
Pairs = list[tuple[Row, str]]


def stock_module() -> ModuleType:
    """Return lm-eval's own scoring module, which lies beside its task."""
    package = importlib.util.find_spec("lm_eval")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "tasks" / "cruxeval" / "utils.py"
    spec = importlib.util.spec_from_file_location("stock_cruxeval", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["stock_cruxeval"] = module
    spec.loader.exec_module(module)
    return module


def stock(module: ModuleType, pairs: Pairs) -> list[bool]:
    """Return lm-eval's verdicts: the answer is put behind an assertion, and that is executed."""
    return [
        bool(module.check_correctness(module.extract_code_output(row, f"assert f(x) == {text}", False), 3))
        for row, text in pairs
    ]


def ours(pairs: Pairs) -> list[bool]:
    """Return our verdicts."""
    return [from_cruxeval(row).accepts(text) for row, text in pairs]


def answers_of_a_model(path: Path) -> Pairs:
    """Return each row with the value that the model put behind its last `==` in the answer block."""
    pairs = []
    for line in path.read_text("utf-8").split("\n"):
        if line:
            sample = json.loads(line)
            reply = str(sample["resps"][0][0]).rpartition("[ANSWER]")[2].partition("[/ANSWER")[0]
            pairs.append((sample["doc"], reply.partition("==")[2].strip()))
    return pairs


def line(name: str, pairs: Pairs, judges: Iterable[Callable[[Pairs], list[bool]]]) -> str:
    """Return one row of the table."""
    theirs, mine = (judge(pairs) for judge in judges)
    only_theirs = sum(a > b for a, b in zip(theirs, mine, strict=True))
    only_mine = sum(a < b for a, b in zip(theirs, mine, strict=True))
    n = len(pairs)
    return f"| {name} | {n} | {sum(theirs)}/{n} | {sum(mine)}/{n} | {only_theirs} | {only_mine} |"


def main() -> int:
    """Print a Markdown table of both scorers' verdicts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--confirm_run_unsafe_code", action="store_true")
    options = parser.parse_args()
    if not options.confirm_run_unsafe_code:
        parser.error("lm-eval's scorer executes answers; allow it with --confirm_run_unsafe_code")
    module = stock_module()
    judges = (lambda pairs: stock(module, pairs), ours)
    rows = list(read_rows(options.rows, CRUXEVAL_COLUMNS))
    print("| answers | n | lm-eval right | SES right | only lm-eval | only SES |\n" + "| --- " * 6 + "|")
    print(line("gold", [(row, row["output"]) for row in rows], judges))
    print(line("echo of the call", [(row, f"f({row['input']})") for row in rows], judges))
    if options.samples:
        print(line("model", answers_of_a_model(options.samples), judges))
    return 0


if __name__ == "__main__":
    sys.exit(main())
