"""The extra `problems`: a problem package is read, and programs are judged by its tests."""

from __future__ import annotations

import tempfile
from pathlib import Path

from common import RIGHT, WRONG

from ses_plugin.execution import judge
from ses_plugin.problems.formats.kattis import load_package
from ses_plugin.types.program import Program

FILES = {
    "problem.yaml": "name: Sum\nsource: Tiny Contest\n",
    "problem_statement/problem.en.tex": "\\problemname{Sum}\nAdd $a$ and $b$.\n",
    "data/sample/1.in": "3 4\n",
    "data/sample/1.ans": "7\n",
    "data/secret/a.in": "10 5\n",
    "data/secret/a.ans": "15\n",
}
with tempfile.TemporaryDirectory() as folder:
    for name, text in FILES.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    problem = load_package(Path(folder))
assert problem is not None
tests = problem.private_tests.for_the_judge()
assert judge(Program(RIGHT), tests).passed
assert not judge(Program(WRONG), tests).passed
print("used")
