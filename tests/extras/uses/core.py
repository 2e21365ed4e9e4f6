"""No extra at all: a program is judged in the sandbox, and what needs an extra says which one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from common import PRIVATE, RIGHT, WRONG

from ses_plugin.execution import judge
from ses_plugin.service.options import parse_solve_options
from ses_plugin.types.program import Program

TESTS = parse_solve_options({"tests": PRIVATE}).tests
assert judge(Program(RIGHT), TESTS).passed
assert not judge(Program(WRONG), TESTS).passed
SES = str(Path(sys.executable).with_name("ses"))


def ses(*arguments: str, text: str = "") -> tuple[int, str]:
    done = subprocess.run([SES, *arguments], input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


assert ses("--help")[0] == 0
status, said = ses("solve", "-", "--model", "openai/m", text="Print 1.")
assert status == 1, said
assert "pip install 'ses_plugin[litellm]'" in said, said
assert "Traceback" not in said, said
print("used")
