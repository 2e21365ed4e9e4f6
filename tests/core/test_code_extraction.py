"""Replies as today's models write them, and what is the program or the answer in each."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.extraction import (
    AnswerStatus,
    ExtractedAnswer,
    code_blocks,
    extract_answer,
    extract_code,
    extract_fix_decision,
    extract_program,
    reasoning_mark_opened_by,
    strip_reasoning,
)
from ses_plugin.extraction.code import build_program
from ses_plugin.types.problem import PublicProblem

AREA = "def area(w, h):\n    return w * h\n"
DRAFT = "```python\ndef area(w, h): return w + h\n```\n"
FENCED = f"```python\n{AREA}```\n"
READER = "w, h = map(int, input().split())\nprint(w * h)\n"
CALL = "```python\nprint(area(2, 3))  # 6\n```\n"
QUOTES = '"""'
DOCUMENTED = f"def area(w, h):\n  {QUOTES}\n```python\narea(1, 1)\n```\n  {QUOTES}\n  return w * h\n"


@pytest.mark.parametrize(
    "label",
    [
        *(
            "python",
            " python",
            "Python 3",
            "PYTHON",
            "python3.12",
            "py",
            "py3",
            "cpython",
            "pypy3",
            "ipython",
        ),
        *(
            "{python}",
            "{.python .numberLines}",
            "python copy",
            "python title=area.py",
            "python {linenos=true}",
        ),
        *("python:area.py", "area.py", "src/area.py", "lang-python", "tool_code", "text", ""),
    ],
)
@pytest.mark.parametrize("fence", ["```", "````", "~~~"])
def test_a_block_of_python_by_whatever_label(fence: str, label: str) -> None:
    assert extract_code(f"Here:\n\n{fence}{label}\n{AREA}{fence}\n") == AREA


PLACES = {
    "byte order mark": "\ufeff" + FENCED,
    "file name above": "**area.py**\n" + FENCED,
    "file name in it": f"```python\narea.py\n{AREA}```",
    "list item": "1. The code:\n\n   ```python\n   def area(w, h):\n       return w * h\n   ```\n",
    "list item, sloppy": "1. The code:\n   ```python\ndef area(w, h):\n    return w * h\n   ```\n",
    "nested list": "- a\n  - b\n    ```py\n    def area(w, h):\n        return w * h\n    ```",
    "quotation": "> ```python\n> def area(w, h):\n>     return w * h\n> ```\n",
    "after a colon": f"The code: ```python\n{AREA}```\n",
    "closed in its last line": f"```python\n{AREA.rstrip()}```\nIt gives:\n```\n6\n```",
    "closed with words": f"```python\n{AREA}``` as wanted.\n\nLike this:\n{CALL}",
    "end of turn": f"```python\n{AREA}```<|im_end|>",
    "end of sentence": f"```python\n{AREA}```<｜end▁of▁sentence｜>",
    "never closed": f"Sure.\n```python\n{AREA}",
    "never closed, then prose": f"```python\n{AREA}\nThis multiplies the two.\n\nDone",
    "never closed, then a list": f"```python\n{AREA}\n**Notes**\n- it multiplies\n",
    "never closed, then a block": f"```python\n{AREA}\nFor example:\n{CALL}",
    "Markdown in Markdown": f"````markdown\n# Area\n{FENCED}````",
    "details": f"<details><summary>Code</summary>\n{FENCED}</details>",
    "answer tags": f"<reasoning>add? no</reasoning>\n<answer>\n{AREA}</answer>",
    "HTML": '<pre><code class="language-python">def area(w, h):\n    return w * h\n</code></pre>',
    "JSON": '{"plan": "multiply", "code": "def area(w, h):\\n    return w * h\\n"}',
    "JSON in a fence": '```json\n{"code": "def area(w, h):\\n    return w * h\\n"}\n```',
    "bare": AREA,
    "bare after prose": f"Answer:\n{AREA}",
    "bare between prose": f"We multiply.\n\n{AREA}\nSo area(2, 3) is 6.\n",
    "indented": "So:\n\n    def area(w, h):\n        return w * h\n\nas wanted.\n",
    "Llama's tag": f"<|python_tag|>{AREA}<|eom_id|>",
    "LaTeX": f"\\begin{{verbatim}}\n{AREA}\\end{{verbatim}}",
    "MBPP's marks": f"[BEGIN]\n{AREA}[DONE]",
    "heading": f"Python\n{AREA}",
    "heading in a fence": f"```\npython\n{AREA}```",
    "after words": f"**Answer:** {AREA}",
    "CDATA": f"<code><![CDATA[\n{AREA}]]></code>",
    "JSON within": '{"tool": {"text": "{\\"code\\": \\"def area(w, h):\\\\n    return w * h\\\\n\\"}"}}',
    "notebook": f"```python\n%%time\n!pip install numpy\n{AREA}```",
    "old line breaks": FENCED.replace("\n", "\r"),
}


@pytest.mark.parametrize("name", PLACES)
def test_code_wherever_it_stands(name: str) -> None:
    assert extract_code(PLACES[name]) == AREA
    assert extract_code(PLACES[name], "area") == AREA


BESIDE = {
    "sample output": "Output:\n```\n6\n```\n",
    "sample words": "Output:\n```\nYES\n```\n",
    "sample assignment": "Output:\n```\nx = 6\n```\n",
    "labelled output": "```output\nprint(1)\n```\n",
    "shell": "Run it:\n```\npython area.py < in.txt\n```\n",
    "labelled shell": "```bash\npip install numpy\n```\n",
    "usage": CALL,
    "usage with names": "```python\nw = 2\nfound = area(w, 3)\nprint(found)\n```\n",
    "usage in a loop": "```python\nfor w in [1, 2]:\n    print(area(w, w))\n```\n",
    "console": "```pycon\n>>> area(2, 3)\n6\n```\n",
    "asserts": "```python\nassert area(2, 3) == 6\n```\n",
    "tests": "```python\ndef test_area():\n    assert area(2, 3) == 6\n```\n",
    "unittest": "```python\nimport unittest\nfrom area import area\n\nclass TestArea(unittest.TestCase):\n"
    "    def test(self):\n        self.assertEqual(area(2, 3), 6)\n\nif __name__ == '__main__':\n"
    "    unittest.main()\n```\n",
    "diff": "```diff\n-    return w + h\n+    return w * h\n```\n",
    "other language": "```c++\nint area(int w, int h) { return w * h; }\n```\n",
}


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("entry", [None, "area"])
def test_what_is_no_program_beside_one_that_is(name: str, entry: str | None) -> None:
    assert extract_code(FENCED + BESIDE[name], entry) == AREA
    assert extract_code(BESIDE[name] + FENCED, entry) == AREA


def test_windows_line_breaks_are_kept() -> None:
    assert extract_code((FENCED + CALL).replace("\n", "\r\n")) == AREA.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("reply", "entry", "code"),
    [
        # The last version that is one.
        (DRAFT + "Better:\n" + FENCED, None, AREA),
        (DRAFT + "Better:\n" + FENCED, "area", AREA),
        (FENCED + "As asked:\n```python\ndef area(w, h):\n    ...\n```", "area", AREA),
        (FENCED + "```python\ndef volume(w, h, d):\n    return w * h * d\n```", "area", AREA),
        (FENCED + "```python\narea = area(2, 3)\n```", "area", AREA),
        ("```python\narea = lambda w, h: w * h\n```\n" + CALL, "area", "area = lambda w, h: w * h\n"),
        # A program that reads and prints before functions alone.
        (FENCED + f"```python\n{READER}```\n", None, READER),
        (f"```python\n{READER}```\nFaster:\n{FENCED}", None, READER),
        (f"```python\n{READER}```\nIts core is\n```python\narea = w * h\n```\n", None, READER),
        # What a block needs of others, without what those print.
        (
            "```python\nimport math\n```\n```python\nprint(math.pi)\n```",
            None,
            "import math\n\n\nprint(math.pi)\n",
        ),
        (
            "```python\ndef one():\n    return 1\nprint(one())\n```\n"
            "```python\ndef two():\n    return one() + 1\n```",
            "two",
            "def one():\n    return 1\n\n\ndef two():\n    return one() + 1\n",
        ),
        (
            "```python\ndef two():\n    return one() + 1\n```\nwhere\n"
            "```python\ndef one():\n    return 1\n```",
            "two",
            "def one():\n    return 1\n\n\ndef two():\n    return one() + 1\n",
        ),
        (
            "```python\ndef main():\n    print(int(input()))\n```\n"
            "```python\nif __name__ == '__main__':\n    main()\n```",
            None,
            "def main():\n    print(int(input()))\n\n\nif __name__ == '__main__':\n    main()\n",
        ),
        (
            "```python\nn = int(input())\n```\n```python\nprint(n)\n```",
            None,
            "n = int(input())\n\n\nprint(n)\n",
        ),
        # Examples that call a program that runs by itself.
        (
            f"```python\nimport sys\n{READER}```\n"
            "```python\nimport io\nsys.stdin = io.StringIO('2 3')\nprint(w)\n```",
            None,
            f"import sys\n{READER}",
        ),
        # Fences in docstrings.
        (f"```python\n{DOCUMENTED}```\nThat is it.\n```\n6\n```\n", None, DOCUMENTED),
        # Code that Python does not understand, if there is no other; not code that was cut off.
        ("```python\ndef area(:\n```", None, "def area(:\n"),
        (FENCED + "```python\ndef area(:\n```", None, AREA),
        ("```python\ndef one():\n    return 1\n\ndef area(w, h):\n    if w", None, None),
        ("```js\nlet a = 1;\n```", None, None),
        ("```python\n6\n```", None, None),
        ("```python\nthink = 1\nprint([think])\n```", None, "think = 1\nprint([think])\n"),
        ("Use `print(1)`, or ```print(2)``` in one line.", None, None),
        ("The result\nx = 5\nis right.", None, None),
        ("print(sum(map(int, input().split())))", None, "print(sum(map(int, input().split())))"),
        ("```python\nx = '\0'\nprint(x)\n```\n" + CALL, None, "print(area(2, 3))  # 6\n"),
    ],
)
def test_which_block_is_the_program(reply: str, entry: str | None, code: str | None) -> None:
    assert extract_code(reply, entry) == code


def test_a_method_of_class_solution_can_be_called() -> None:
    source = "class Solution:\n    def area(self, w: int, h: int) -> int:\n        return w * h\n"
    use = "```python\nprint(Solution().area(2, 3))\n```\n"
    program = extract_program(f"```python\n{source}```\n{use}", PublicProblem("", entry_point="area"))
    assert program is not None
    assert (program.source, program.entry_point) == (f"{source}\n\narea = Solution().area\n", "area")
    assert build_program(program.source, "area") == program
    assert extract_code(f"```python\n{source}```\n{use}") == source


REASONING = [
    "<think>{}</think>{}",
    "{}</think>{}",
    "Well.\n<think>\n{}</think>\n{}",
    "<thinking>{}</thinking>{}",
    ('<think effort="high">{}</think>{}'),
    "<reasoning>{}</reasoning>{}",
    "<thought>\n{}</thought>\n{}",
    "<seed:think>{}</seed:think>{}",
    "[THINK]{}[/THINK]{}",
    "<think:opensource>{}</think:opensource>{}",
    "<|im_start|>think\n{}\n<|im_start|>answer\n{}",
    "◁think▷{}◁/think▷{}",
    "<|begin_of_thought|>{}<|end_of_thought|>\n<|begin_of_solution|>\n{}<|end_of_solution|>",
    "<|START_THINKING|>{}<|END_THINKING|><|START_RESPONSE|>{}<|END_RESPONSE|>",
    "<|inner_prefix|>{}<|inner_suffix|>{}",
    "<|think|>{}<|end|><|begin|>assistant<|content|>{}<|end|>",
    "<|channel>thought\n{}<channel|>{}",
    "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>",
    "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final <|constrain|>x<|message|>{}",
    "analysisWe need {}assistantfinal{}",
    "analysiswe need {}assistantanalysisStill.assistantfinal{}",
    "Here is my thought process:\n{}\nHere is my response:\n{}",
    "<think>{}</think>\n<answer><|begin_of_box|>\n{}<|end_of_box|></answer>",
]


@pytest.mark.parametrize("form", REASONING)
def test_what_follows_the_reasoning_counts(form: str) -> None:
    assert extract_code(form.format(DRAFT, FENCED)) == AREA
    assert extract_answer(form.format("<output>1</output> no", "<output>\n2\n</output>")) == ExtractedAnswer(
        AnswerStatus.ANSWERED, "2"
    )
    assert extract_fix_decision(form.format(DRAFT, "SUBMIT\n")) == AnswerStatus.ANSWERED


@pytest.mark.parametrize("form", [form for form in REASONING if not form.startswith("{}")])
def test_drafts_in_reasoning_that_was_cut_off_do_not_count(form: str) -> None:
    draft = "<output>1</output> no, " + DRAFT
    cut = form.partition("{}")[0] + draft + "then"
    assert extract_answer(cut) == ExtractedAnswer(AnswerStatus.TRUNCATED)
    assert extract_answer(cut, bare=True) == ExtractedAnswer(AnswerStatus.TRUNCATED)
    assert extract_code(cut) is None
    assert extract_fix_decision(cut + "\nSUBMIT") is AnswerStatus.NO_ANSWER


@pytest.mark.parametrize("form", REASONING)
def test_taking_reasoning_away_twice_changes_nothing(form: str) -> None:
    text, cut = strip_reasoning(form.format(DRAFT, FENCED))
    assert not cut
    assert strip_reasoning(text) == (text, False)


@pytest.mark.parametrize(
    "reply", ["<think>a</think>\n<output>5</output>", "a</think><output>5</output>", "<think>a"]
)
def test_lm_evals_think_end_token_before_us_changes_nothing(reply: str) -> None:
    before = reply.split("</think>")[-1].lstrip()  # as lm-eval does it
    assert extract_answer(before) == extract_answer(reply)


@pytest.mark.parametrize(
    "code",
    [
        "def answer(text):\n    return text.split('</think>')[-1]\n",
        "import re\n\ndef answer(text):\n    return re.sub(r'<think>.*?</think>', '', text)\n",
        'OPEN = "[THINK]"\nprint(OPEN + input())\n',
        "def answer(text):\n    # what is in <think> and </think> goes\n    return text\n",
        "MARK = ' <|channel|>analysis<|message|> '\nprint(MARK)\n",
        "def answer(text):\n    return text.partition('assistantfinal')[2]\n",
    ],
)
def test_marks_in_a_program_are_none(code: str) -> None:
    reply = f"```python\n{code}```\nIt looks for `</think>`, and `<think>`.\n"
    assert extract_code(reply) == code
    assert extract_code(f"<think>I look for '</think>'.\n{DRAFT}</think>\n{reply}") == code
    assert extract_code(code) == code
    assert extract_code(f"<think>\n{reply}then") is None


@pytest.mark.parametrize(
    ("reply", "output"),
    [
        ("It prints the tag.\n<output>\n<think>\n</output>", "<think>"),
        ("<output>\na</think>b\n</output>", "a</think>b"),
        ("`<think>` is cut away.\n<output>5</output>", "5"),
        ("The <think> tag is cut away.\n<output>5</output>", "5"),
        ("<output>5</output>\nThe end is at '</think>'.", "5"),
        ("<output>```5```</output>", "5"),
        ("<output>\n~~~\n5\n~~~\n</output>", "5"),
        ("<output>\n**5**\n</output>", "**5**"),
    ],
)
def test_marks_in_an_answer_are_none(reply: str, output: str) -> None:
    assert extract_answer(reply) == ExtractedAnswer(AnswerStatus.ANSWERED, output)


@pytest.mark.parametrize(
    "reply",
    [
        *("**5**", "`5`", "The program prints `5`.", "The output is **5**.", "Output: `5`", "\\boxed{5}"),
        *("The answer is $\\boxed{5}$.", "Output:\n```\n5\n```", "```text\n5\n```\n", "<answer>5</answer>"),
        *("<|begin_of_box|>5<|end_of_box|>", "5<|im_end|>", "analysisIt is 5.assistantfinal5"),
    ],
)
def test_a_direct_answer_as_far_as_it_is_marked(reply: str) -> None:
    assert extract_answer(reply, bare=True) == ExtractedAnswer(AnswerStatus.ANSWERED, "5")


@pytest.mark.parametrize(
    "reply", ["***\n***", "*****", "`a` and `b`", "1\n2", "a is b", "x: **1** and **2**"]
)
def test_a_direct_answer_without_a_mark_is_the_whole(reply: str) -> None:
    assert extract_answer(reply, bare=True) == ExtractedAnswer(AnswerStatus.ANSWERED, reply)
    assert extract_answer(reply).status is AnswerStatus.NO_ANSWER


def test_reasoning_that_the_prompt_began() -> None:
    assert [
        reasoning_mark_opened_by(prompt)
        for prompt in ("user: 1\n<think>\n", "<think>\n\n</think>\n", "say <think> now")
    ] == [*("<think>", "", "")]
    draft = "so <output>1</output>, but then x is 3, " * 10
    assert extract_answer(draft, len(draft) // 3, opened=True) == ExtractedAnswer(AnswerStatus.TRUNCATED)
    assert extract_answer(draft, len(draft) // 3) == ExtractedAnswer(AnswerStatus.ANSWERED, "1")
    for whole in (f"{draft}</think><output>2</output>", "<output>2</output>"):
        assert extract_answer(whole, len(draft) // 3, opened=True) == ExtractedAnswer(
            AnswerStatus.ANSWERED, "2"
        )


def test_blocks_are_as_they_stand() -> None:
    assert code_blocks("```\n    return 1\n```\n```sh\nls\n```\n") == ["    return 1\n"]


@given(st.text(alphabet="`~ \n\"'>-1.#=()xdef:python<output>/think|\t\r\0", max_size=120))
def test_no_text_is_an_error(reply: str) -> None:
    for entry in (None, "x"):
        assert extract_code(reply, entry) is None or isinstance(extract_code(reply, entry), str)
    extract_answer(reply, 10, bare=True)
    extract_fix_decision(reply)


LONG: dict[str, Callable[[int], str]] = {
    "openers": lambda n: "```py\n" * n,
    "blocks": lambda n: "```py\nx = f(1)\n```\n" * n,
    "docstrings": lambda n: f"```py\n{QUOTES}\n```\n" * n,
    "chain": lambda n: "".join(f"```py\ndef f{i}():\n    return f{i + 1}()\n```\n" for i in range(n)),
    "runs": lambda n: "".join(f"```py\nprint(f{i})\nf{i + 1} = 1\n```\n" for i in range(n)),
    "ends of reasoning": lambda n: "'</think>' " * n,
    "marks in code": lambda n: "```py\nx = ' </think> '\n```\n" * n,
    "outputs": lambda n: "<output></think></output>" * n,
    "tags": lambda n: "<code>" * n,
    "one line": lambda n: "x " * n + "``` `",
    "lines": lambda n: "x = 1 2\n" * n,
    "lists": lambda n: "- " * n,
    "quotations": lambda n: "> " * n + "```",
    "brackets": lambda n: f"```py\n{'(' * n}\n```",
    "JSON": lambda n: '{"a":' * n + "}",
}


@pytest.mark.parametrize("name", LONG)
def test_time_grows_with_length(name: str) -> None:
    """Eight times the text may take 24 times the time of the processor: a square would take 64 times."""

    def seconds(text: str) -> float:
        started = time.process_time()
        extract_code(text)
        extract_code(text, "f")
        extract_answer(text, 100, bare=True)
        return time.process_time() - started

    seconds(LONG[name](10))  # the parser is loaded
    short, long = min(seconds(LONG[name](250)) for _ in range(2)), LONG[name](2000)
    assert any(seconds(long) < 24 * short + 0.2 for _ in range(2))  # again only if the first was too slow


def test_a_huge_reply_is_read_to_its_end_but_not_all_of_it() -> None:
    words = "so it goes on and on\n" * 100_000
    assert extract_code(words + FENCED) == AREA
    assert extract_answer(f"<think>{words}<output>1</output>{words}") == ExtractedAnswer(
        AnswerStatus.TRUNCATED
    )
