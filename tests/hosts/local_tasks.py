"""Small lm-eval tasks in the schemas of HumanEval and MBPP, with our own problems, and a model for them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ses_plugin.execution import shared_sandbox
from ses_plugin.types.program import Program

SHOWN = re.compile(r"<program>\n(.*?)\n</program>\n\n<call>\n\w+\((.*?)\)\n</call>", re.DOTALL)
PREDICTED = re.compile(r"Expected:\n(.*?)\nPredicted:\n(.*?)\n</test>", re.DOTALL)

RIGHT = {
    "widest_gap": "    numbers.sort()\n    return max(map(int.__sub__, numbers[1:], numbers), default=0)\n",
    "mirror_words": "    return ' '.join(word[::-1] for word in text.split())\n",
    "drop_every": "    return [item for place, item in enumerate(items, 1) if place % n]\n",
}
WRONG = {
    "widest_gap": "    return max(numbers) - min(numbers)\n",
    "mirror_words": "    return text[::-1]\n",
    "drop_every": "    return items[::n]\n",
}
PROMPTS = {
    "widest_gap": (
        "numbers",
        "Return the widest gap between neighbours in sorted order, 0 if there are none.",
        (("[3, 9, 1]", "6"), ("[5, 5, 1]", "4"), ("[5]", "0"), ("[10, 1, 4]", "6"), ("[0, -8]", "8")),
    ),
    "mirror_words": (
        "text",
        "Return the text with each word spelled backwards.",
        (("'ab cd'", "'ba dc'"), ("'x yz'", "'x zy'"), ("''", "''"), ("'one two'", "'eno owt'")),
    ),
    "drop_every": (
        "items, n",
        "Return the items without every n-th one.",
        (("[1, 2, 3, 4], 2", "[1, 3]"), ("[1, 2, 3], 3", "[1, 2]"), ("[], 1", "[]"), ("[7, 8], 1", "[]")),
    ),
}
SHOWN_TESTS = 2

UTILS = """
from ses_plugin.execution import shared_sandbox
from ses_plugin.types.program import Outcome, Program

def passed(references, predictions, **kwargs):
    source = f"{predictions[0][0]}\\n{references[0]}\\n"
    return {"pass@1": float(shared_sandbox().run(Program(source), "").outcome is Outcome.OK)}

def behind_prompt(resps, docs):
    return [[doc["prompt"] + one.partition("```")[0] for one in resp] for resp, doc in zip(resps, docs)]

def as_it_is(resps, docs):
    return [[one.partition("```")[0] for one in resp] for resp in resps]

def fewshot():
    return [{"text": "Double it.", "test_list": ["assert double(1) == 2"] * 3, "is_fewshot": True,
             "code": "def double(x):\\n    return 2 * x"}]
"""
SHARED = """
dataset_path: json
dataset_kwargs: {data_files: {test: ROWS}}
test_split: test
output_type: generate_until
unsafe_code: true
metric_list: [{metric: !function local_utils.passed, aggregation: mean, higher_is_better: true}]
metadata: {version: 1.0}
"""
HUMANEVAL = """
task: own_humaneval
doc_to_text: "{{prompt}}"
doc_to_target: "{{test}}\\ncheck({{entry_point}})"
generation_kwargs:
  until: ["\\nclass", "\\ndef", "\\n#", "\\nif", "\\nprint"]
  max_gen_toks: 300
  do_sample: false
num_fewshot: 0
filter_list: [{name: code, filter: [{function: custom, filter_fn: !function local_utils.behind_prompt}]}]
"""
INSTRUCT = HUMANEVAL.replace("own_humaneval", "own_humaneval_instruct").replace(
    'doc_to_text: "{{prompt}}"',
    'doc_to_text: "Write a solution to the following problem:\\n```python\\n{{prompt}}\\n```\\n"\n'
    'gen_prefix: "Here is the completed function:\\n```python\\n{{prompt}}\\n"',
)
MBPP = """
task: own_mbpp
doc_to_text: "You are an expert Python programmer, and here is your task: {{text}} Your code should pass these
  tests:\\n\\n{{test_list[0]}}\\n{{test_list[1]}}\\n[BEGIN]\\n"
doc_to_target: "{% if is_fewshot is defined %}{{code}}\\n[DONE]{% else %}{{test_list|join('\\n')}}{% endif %}"
target_delimiter: ""
generation_kwargs: {until: ["[DONE]"], do_sample: false}
num_fewshot: 1
fewshot_config: {sampler: first_n, samples: !function local_utils.fewshot}
filter_list: [{name: code, filter: [{function: custom, filter_fn: !function local_utils.as_it_is}]}]
"""
CHAT = """
task: own_chat
doc_to_text: "Say something about {{entry_point}}."
doc_to_target: "x"
generation_kwargs: {until: ["."], do_sample: false}
"""


def write_tasks(folder: Path, **more: Any) -> Path:
    """Write the tasks; `more` are keys that all get."""
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(_row(name))}\n" for name in PROMPTS))
    (folder / "local_utils.py").write_text(UTILS)
    for text in (HUMANEVAL, INSTRUCT, MBPP, CHAT):
        name = text.split("task: ")[1].split("\n")[0]
        keys = "".join(f"{key}: {json.dumps(value)}\n" for key, value in more.items())
        (folder / f"{name}.yaml").write_text(text + SHARED.replace("ROWS", str(folder / "rows.jsonl")) + keys)
    return folder


def _row(name: str) -> dict[str, Any]:
    arguments, text, cases = PROMPTS[name]
    examples = "".join(f"\n    >>> {name}({given})\n    {out}" for given, out in cases[:SHOWN_TESTS])
    asserts = [f"assert {name}({given}) == {out}" for given, out in cases]
    return {
        "prompt": f'def {name}({arguments}):\n    """{text}\n{examples}\n    """\n',
        "entry_point": name,
        "test": "def check(candidate):\n"
        + "".join(f"    {line.replace(name, 'candidate')}\n" for line in asserts),
        "text": text,
        "test_list": asserts,
    }


def whole(name: str, body: str) -> str:
    return f"def {name}({PROMPTS[name][0]}):\n{body}"


def asked_for(text: str) -> str:
    """The function that a prompt asks for: the last that it names."""
    return max(PROMPTS, key=text.rfind)


def replied(text: str, draw: int, begun: bool) -> str:
    """What a model says to `text`: wrong and right solutions by turns, true simulations, right repairs.

    `begun` tells whether the text ends in the code that the answer goes on with.
    """
    if shown := SHOWN.search(text):
        name = asked_for(f"{shown[0].rsplit('<call>')[-1]}")
        output = shared_sandbox().run(Program(shown[1], name), shown[2]).output
        return f"Step by step.\n<output>\n{output}\n</output>"
    name = asked_for(text)
    if pairs := PREDICTED.findall(text):
        right = all(expected.strip() == predicted.strip() for expected, predicted in pairs)
        return "SUBMIT" if right else f"So:\n```python\n{whole(name, RIGHT[name])}```"
    body = (RIGHT if draw % 3 == 1 else WRONG)[name]
    return body if begun else whole(name, body)
