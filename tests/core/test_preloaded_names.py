"""Names that a judge has for solutions: LeetCode's, and those of the code that a prompt has begun."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ses_plugin.execution import Sandbox, judge
from ses_plugin.extraction import extract_program, with_preloaded_names
from ses_plugin.problems.text import read_task
from ses_plugin.syntax import unbound_names
from ses_plugin.types.problem import PublicProblem, Test

LEETCODE = PublicProblem("", entry_point="f", preloaded=True)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    "expression",
    [
        "cast(List[int], [1])[0]",
        "Counter('aab').most_common()[1][1]",
        "defaultdict(int)[1] + 1",
        "deque([1])[0]",
        "heapq.heappop([1]) * heappop([1])",
        "int(inf > math.pi) * gcd(2, 3)",
        "cache(abs)(-1)",
        "bisect.bisect([1], 1) * bisect_left([0], 1)",
        "next(accumulate([1])) * next(pairwise([1, 2]))[0]",
        "reduce(add, [0, 1])",
        "len(re.findall('a', 'a')) * len(ascii_lowercase[:1])",
        "OrderedDict(a=1)['a'] * SortedOrNot(1)",
        "TreeNode(1).val * ListNode(1, ListNode()).val",
        "json.loads('1') * loads('1')",
        "sys.maxsize // maxsize",
        "copy.copy(1) * deepcopy(1) * random.randint(1, 1) * int(datetime.date(1, 1, 1).year)",
    ],
)
def test_leetcodes_names_are_there(sandbox: Sandbox, expression: str) -> None:
    for code in (
        f"class Solution:\n    def f(self, x: Optional[List[int]]) -> int:\n        return {expression}",
        f"def f(x: Optional[List[int]]) -> int:\n    return {expression}",
        f"from __future__ import annotations\ndef f(x: Optional[List[int]]) -> int:\n    return {expression}",
    ):
        helper = "\nSortedOrNot = abs\n"
        program = with_preloaded_names(code + helper, LEETCODE)
        judgement = judge(program, [Test("[1]", "1")], sandbox=sandbox)
        assert judgement.passed, judgement
        assert with_preloaded_names(program.source, LEETCODE) == program


def test_only_what_is_missing_is_written() -> None:
    for code in (
        "def f(x):\n    return sorted(x)",
        "from math import inf\ndef f(x: list) -> int:\n    math = inf\n    return math",
        "import heapq as Counter\ndef f(heapq, deque=len):\n    return [inf for inf in deque(heapq)]",
        "def f(x):\n    return no_such_name(x)",
        "def f(x:",
        "",
    ):
        assert with_preloaded_names(code, LEETCODE).source == code
    code = "def f(x: List[int]):\n    return sqrt(x[0])"
    assert (
        with_preloaded_names(code, PublicProblem("", entry_point="f")).source == code
    )  # another judge has no such names
    assert (
        with_preloaded_names(code, LEETCODE).source
        == f"from math import sqrt\nfrom typing import List\n\n{code}"
    )


def test_recursion_may_be_as_deep_as_there(sandbox: Sandbox) -> None:
    tests = [Test("5000", "5000")]
    for code in (
        "class Solution:\n    def f(self, n): return n and 1 + self.f(n - 1)",
        "def f(n): return n and 1 + g(n - 1)\ndef g(n): return n and 1 + f(n - 1)",
    ):
        assert judge(with_preloaded_names(code, LEETCODE), tests, sandbox=sandbox).passed
    assert not judge(
        with_preloaded_names(code, PublicProblem("", entry_point="f")), tests, sandbox=sandbox
    ).passed


BEGUN = '''import math
from typing import List

LIMIT = 3


def square(x: float) -> float:
    """Help."""
    return math.pow(x, 2)


def unused() -> None:
    pass


def f(xs: List[float]) -> float:
    """ Sum of squares, no more than LIMIT.
    >>> f([1.0])
    1.0
    """
'''


def test_code_that_a_prompt_has_begun_is_there(sandbox: Sandbox) -> None:
    task = PublicProblem("", entry_point="f", starter_code=BEGUN)
    code = "def f(xs: List[float]):\n    return min(LIMIT, sum(map(square, xs)))"
    program = with_preloaded_names(code, task)
    assert "unused" not in program.source
    assert judge(program, [Test("[1.0]", "1.0"), Test("[9]", "3")], sandbox=sandbox).passed
    whole = BEGUN + "    return 5"
    assert with_preloaded_names(whole, task).source == whole


def test_a_statement_of_leetcode_has_its_names(sandbox: Sandbox) -> None:
    task = read_task(
        "Given nums, return the most frequent number.\n\nExample 1:\n\nInput: nums = [1,2,2]\nOutput: 2\n\n"
        "```python\nclass Solution:\n    def mostFrequent(self, nums: List[int]) -> int:\n        \n```\n"
    )
    assert task.preloaded
    code = "def mostFrequent(nums: List[int]) -> int:\n    return Counter(nums).most_common(1)[0][0]"
    reply = f"```python\n{code}\n```"
    program = extract_program(reply, task)
    assert program is not None
    assert judge(program, task.public_tests, sandbox=sandbox).passed


def test_programs_on_standard_input_too(sandbox: Sandbox) -> None:
    task = PublicProblem("", preloaded=True)
    program = with_preloaded_names("print(sum(map(int, sys.stdin.read().split())) + gcd(4, 6))", task)
    assert judge(program, [Test("1 2\n", "5\n")], sandbox=sandbox).passed


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("print(a, len(b))\nb = 1", {"a"}),
        ("def f(x):\n    y = x\n    return y + z", {"z"}),
        ("def f():\n    global g\n    g = 1\nprint(g)", set()),
        ("class C:\n    x: List = 1\n    def m(self): return x", {"List", "x"}),
        ("[i for i in range(3) if j]", {"j"}),
        ("import a.b as c, d.e\nfrom f import g\nc, d, g, a, e", {"a", "e"}),
        ("try:\n    pass\nexcept E as error:\n    error", {"E"}),
        ("match x:\n    case [first, *rest]:\n        first, rest", {"x"}),
        ("__name__, __file__", set()),
        ("def f(:", set()),
        ("\0", set()),
        ("(" * 500, set()),
    ],
)
def test_unbound_names(source: str, names: set[str]) -> None:
    assert unbound_names(source) == names
