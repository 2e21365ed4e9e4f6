"""A real package that adds to SES, `tests/example_plugin`: built, installed, used by the stock command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosts.conftest import LmEval

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "example_plugin"
DOCTOR = "from ses_plugin.cli import main; main(['doctor'])"
METADATA = "ses_strategy=majority,ses_k=3,ses_problems=tiny,ses_prompts=terse"

LIBRARY = """
import json
from ses_plugin.problems.loader import problem_from_row, problem_to_row
from ses_plugin.problems.loader import load_problems
from ses_plugin.drivers import run
from ses_plugin.execution import judge
from ses_plugin.plugins import get_prompt_set, get_strategy
from ses_plugin.strategies import Completions, StrategyOptions, prompted_source

RIGHT = "n = int(input())\\nfor d in range(n, 0, -1):\\n    if n % d == 0:\\n        print(d)"
prompts = []

def model(needs):
    (need,) = needs
    prompts.append(need.prompt)
    codes = ["print(1)", RIGHT, "print(2)", "# the same\\n" + RIGHT][: need.n]
    return [Completions(tuple(f"```python\\n{code}\\n```" for code in codes))]

(problem,) = load_problems("tiny:divisors")
problem = problem_from_row(json.loads(json.dumps(problem_to_row(problem))))
options = StrategyOptions(k=4, prompts=get_prompt_set("terse"))
source = prompted_source(problem.public, options.prompts)
result = run(get_strategy("majority").run(problem.public, options, source), model)
judgement = judge(result.program, problem.private_tests.for_the_judge(), comparator=problem.comparator)
print(json.dumps([result.summary, judgement.passed, type(problem.comparator).__name__, prompts]))
"""


FRONT_ENDS = """
import json
from ses_plugin.drivers import run
from ses_plugin.errors import UsageError
from ses_plugin.problems.loader import load_problems
from ses_plugin.service.options import parse_solve_options
from ses_plugin.service.result import result_to_row
from ses_plugin.service.solve import solve_flow
from ses_plugin.strategies import Completions

def model(requests):
    (request,) = requests
    codes = ["print(1)", "print(2)", "print(2)  # again", "no code"][: request.n]
    return [Completions(tuple(f"```python\\n{code}\\n```" for code in codes))]

(problem,) = load_problems("tiny:double")
options = parse_solve_options({"strategy": "majority", "k": 4})
answer = run(solve_flow(problem.public, options, n=3), model)
try:
    run(solve_flow(problem.public, parse_solve_options({"max_calls": 3}, options)), model)
except UsageError as error:
    print(json.dumps([answer.replies, result_to_row(answer.result), str(error)]))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The wheel, built offline and installed in a folder of its own: the environment that sees it."""
    site = tmp_path_factory.mktemp("site")
    options = ("--quiet", "--no-cache", "--no-index", "--no-build-isolation", "--no-deps", "--target", site)
    shell(sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, *options, EXAMPLE)
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH", ""))))}


def shell(*command: object, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_all_four_in_the_library(installed: dict[str, str]) -> None:
    summary, passed, comparator, prompts = json.loads(shell(sys.executable, "-c", LIBRARY, **installed))
    assert summary == ["2 of 4 candidates are the same program."]
    assert (passed, comparator) == (True, "SortedLines")
    (prompt,) = prompts
    assert prompt.startswith("Read a number and print its divisors")
    assert prompt.endswith("Answer with a Python program in one code block.")


def test_its_strategy_is_used_like_a_built_in_one(installed: dict[str, str]) -> None:
    replies, result, refusal = json.loads(shell(sys.executable, "-c", FRONT_ENDS, **installed))
    assert [reply.split("\n")[1] for reply in replies] == ["print(2)", "print(2)  # again", "print(1)"]
    assert (result["strategy"], result["program"], result["confidence"]) == ("majority", "print(2)\n", 0.5)
    assert [candidate["chosen"] for candidate in result["candidates"]] == [False, True, False, False]
    assert "max_calls=3" in refusal
    assert "a lower k, or max_calls=4 or more" in refusal


def test_its_strategy_in_a_dry_run(installed: dict[str, str]) -> None:
    command = ("-c", "from ses_plugin.cli import main; main()")
    arguments = ("solve", "tiny", "--all", "--strategy", "majority", "--k", "7", "--model", "openai/m")
    printed = shell(sys.executable, *command, *arguments, "--dry-run", "--json", "--no-cache", **installed)
    plan = json.loads(printed)
    assert plan["problems"] == 2
    assert plan["expected"]["solve"]["calls"] == plan["at_most"]["solve"]["calls"] == 2 * 7


def test_all_four_in_the_stock_command(lm_eval: LmEval, installed: dict[str, str]) -> None:
    arguments = ["--model", "dummy", "--tasks", "ses_strategy", "--limit", "2", "--metadata", METADATA]
    done = lm_eval(*arguments, "--confirm_run_unsafe_code", **installed)
    assert done.status == 0, done.text
    results, samples = done.results["ses_strategy"], done.samples["ses_strategy"]
    for metric in ("pass@1", "public_pass@1", "has_program"):
        assert results[f"{metric},none"] == 0.0, "the model answers 'lol' to everything"
    assert [sample["doc"]["id"] for sample in samples] == ["tiny/double", "tiny/divisors"]
    assert samples[1]["doc"]["comparator"] == '{"kind": "sorted-lines"}'
    assert samples[0]["arguments"]["gen_args_0"]["arg_0"].endswith("program in one code block.")


def test_doctor(installed: dict[str, str]) -> None:
    doctor = shell(sys.executable, "-c", DOCTOR, **installed)
    added = "strategy majority, prompt set terse, problem source tiny, comparator sorted-lines"
    assert f"ses-example 0.1.0: {added}\n" in doctor
    doctor = shell(sys.executable, "-c", DOCTOR, **installed, SES_NO_PLUGINS="ses_example")
    assert "ses-example 0.1.0: off (SES_NO_PLUGINS is set)\n" in doctor


def test_the_page_shows_this_package() -> None:
    page = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    for name in ("pyproject.toml", "ses_example.py"):
        assert (EXAMPLE / name).read_text("utf-8").strip() in page
