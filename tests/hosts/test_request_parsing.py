"""How a candidate is read where lm-eval's own task cuts the code out of a reply: as that task will."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import lm_eval as lm_eval_package
import pytest
from lm_eval.api.instance import Instance

from ses_plugin.adapters.lm_eval.request_parsing import ParsedRequest, parse_instance
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.request import SolveRequest

CODE = "def add(a, b):\n    return a + b"
REPLIES = (
    f"{CODE}\n```",
    f"\n{CODE}\n```",
    f"\n{CODE}\n",
    f"```python\n{CODE}\n```",
    f"Here it is:\n```python\n{CODE}\n```\nDone.",
    f"\n{CODE}\n```\nA test:\n```python\nprint(add(1, 2))\n```",
)


def lm_evals_filter() -> Any:
    """`extract_code_blocks` of lm-eval's mbpp; its module can't be imported without the network."""
    path = Path(lm_eval_package.__file__).parent / "tasks" / "mbpp" / "utils.py"
    tree = ast.parse(path.read_text())
    tree.body = [one for one in tree.body if getattr(one, "name", None) == "extract_code_blocks"]
    names: dict[str, Any] = {"re": re}
    exec(compile(tree, path, "exec"), names)
    return names["extract_code_blocks"]


@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_that_the_filter_of_mbpp_instruct_cuts_is_no_program(reply: str) -> None:
    posed = pose_mbpp_instruct()
    program = posed.source.parse_reply(reply).program
    left = lm_evals_filter()(reply)
    works = True
    try:
        names: dict[str, Any] = {}
        exec(left, names)
        works = names["add"](1, 2) == 3
    except (SyntaxError, KeyError, NameError):
        works = False
    assert (program is not None) == works
    if program is not None:
        assert program.source.strip() == left.strip()


def test_a_corrected_program_is_written_so_that_the_filter_leaves_it() -> None:
    posed = pose_mbpp_instruct()
    assert lm_evals_filter()(posed.source.format_reply(CODE)) == CODE
    assert posed.source.parse_reply(posed.source.format_reply(CODE)).program is not None


def pose_mbpp_instruct() -> SolveRequest:
    asserts = "\n".join(f"assert add({n}, 2) == {n + 2}" for n in range(3))
    task = f"Write a function to add.\nYour code should pass these tests:\n{asserts}"
    context = f"You are an expert Python programmer, and here is your task:\n{task}\n```python\n"
    settings = {"until": [], "max_gen_toks": 256}
    request = Instance("generate_until", {}, (context, settings), 0, ("mbpp_instruct", 0, 1))
    asked = parse_instance(request, SolveOptions(), 512)
    assert isinstance(asked, ParsedRequest)
    return asked.solve_request
