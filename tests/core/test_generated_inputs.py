from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field

import pytest

from ses_plugin.drivers import BackgroundRunner, run
from ses_plugin.errors import UsageError
from ses_plugin.strategies import (
    Completions,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
)
from ses_plugin.training_data.nlex.card import card
from ses_plugin.training_data.nlex.engines import Work
from ses_plugin.training_data.nlex.harvest import SourceFunction
from ses_plugin.training_data.nlex.input_proposals import (
    MAX_INPUT,
    InputGenerationOptions,
    generate_inputs,
    parse_generated_inputs,
)
from ses_plugin.training_data.nlex.model_stages import InputGenerator, with_generated_inputs
from ses_plugin.training_data.nlex.rows import RowOptions, make_row
from ses_plugin.training_data.nlex.shards import Shard, ShardResult, make_shard
from ses_plugin.training_data.nlex.unfit_runs import Sandboxes
from ses_plugin.types.program import Program
from ses_plugin.usage import Usage

# No guess opens this: the order has to have these names.
ORDER = """
def f(order):
    total = 0
    for line in order["lines"]:
        total += line["count"] * line["price"]
    return total if order["member"] else total + order["fee"]
"""
GOOD = """
```python
f({"lines": [{"count": 2, "price": 5}], "member": True, "fee": 3})
f({"lines": [], "member": False, "fee": 3})
```"""


def test_a_model_is_asked_once_for_each_function() -> None:
    asked: list[Request] = []

    def backend(needs: Sequence[Request]) -> list[Response]:
        asked.extend(needs)
        return [Completions((GOOD,)), RequestFailed("busy")]

    programs = [Program(ORDER, "f"), Program("def g(n):\n    return n\n", "g")]
    found = run(generate_inputs(programs, InputGenerationOptions(SamplingParams(0.5), 3, seed=7)), backend)
    first = "{'lines': [{'count': 2, 'price': 5}], 'member': True, 'fee': 3}"
    assert found == [[first, "{'lines': [], 'member': False, 'fee': 3}"], None]
    need = asked[0]
    assert isinstance(need, SampleRequest)
    assert (need.role, need.sampling, need.n, need.seed) == (Role.GENERATE_INPUTS, SamplingParams(0.5), 1, 7)
    assert f"<program>\n{ORDER.strip()}\n</program>" in need.prompt
    assert "Write 3 different calls of `f`" in need.prompt


@pytest.mark.parametrize(
    ("code", "inputs"),
    [
        ("f(1, [2, -3.5])", ["1, [2, -3.5]"]),
        ("f(a=1, b='x')  # named", ["a=1, b='x'"]),
        ("f(1)\nf(2)", ["1", "2"]),
        ("f([1,\n   2])", ["[1, 2]"]),
        ("print(f((1, 2)))\nassert f({1, 2}, set()) == 3", ["(1, 2)", "{1, 2}, set()"]),
        ("f(1)\nf(...", ["1"]),
        ("f(1 + 1)\nf([0] * 3)\nf(open('x'))\nf(x, y)\nf(*[1, 2])\nf(**{'a': 1})\nf(f)\nf()", []),
        ("g(1)", []),
        ("", []),
        ("f('\0')", []),
        ("f('\udc80')", []),
        ("f(" + "[" * 900 + "]" * 900 + ")", []),
        ("f(" + "9" * 5000 + ")", []),
        ("f(0x" + "f" * 5000 + ")", []),
        (f"f({'x' * MAX_INPUT!r})", []),
    ],
)
def test_what_is_read_are_literals(code: str, inputs: list[str]) -> None:
    assert parse_generated_inputs(f"Here are `f(9, 9)` and more:\n```python\n{code}\n```\n", "f", 4) == (
        inputs or ["9, 9"]
    )
    assert parse_generated_inputs(f"Here:\n```\n{code}", "f", 4) == inputs


def test_nothing_ends_in_an_exception() -> None:
    for depth in range(20, 300, 7):
        parse_generated_inputs(f"```\nf({'[' * depth}{']' * depth})\n```", "f", 4)
        parse_generated_inputs(f"```\nf({'-' * depth}1)\n```", "f", 4)


def test_of_a_reply_only_so_many_are_taken() -> None:
    lines = "\n".join(f"f({number})" for number in (1, 1, 2, 3, 4, 5))
    assert parse_generated_inputs(f"<think>\nf(9)\n</think>\n```python\n{lines}\n```", "f", 4) == [
        "1",
        "2",
        "3",
        "4",
    ]
    assert parse_generated_inputs(
        "1. `f(2023, 1)`\n2. `f(2024, 2)`: a leap year\n3. `7`\n4. `f(n)`", "f", 4
    ) == [
        "2023, 1",
        "2024, 2",
    ]
    assert parse_generated_inputs("I can't.", "f", 4) == []


# --- rows ------------------------------------------------------------------------------------------------


@dataclass
class Model:
    """Writes inputs; `last` has the highest number of a program that it was asked about."""

    asked: list[str] = field(default_factory=list)

    async def __call__(self, needs: Sequence[Request]) -> list[Response]:
        await asyncio.sleep(0)
        return [self._reply(need) for need in needs if isinstance(need, SampleRequest)]

    def _reply(self, need: SampleRequest) -> Response:
        name = need.prompt.split("different calls of `")[1].split("`")[0]
        self.asked.append(name)
        if name == "f1":
            return RequestFailed("busy")
        return Completions(("Hm." if name == "f2" else f"```\n{name}(1)\n```",), 10, (5,), 0.25, 1.0)


def shards_of(count: int) -> list[Shard]:
    return [
        Shard(
            n,
            (SourceFunction(Program(f"def f{n}(x): ...", f"f{n}"), "a.py", "MIT", ("0",)),),
            0,
            RowOptions(),
        )
        for n in range(count)
    ]


def made_of(shards: Iterable[Shard]) -> Work:
    """Make a row of each input."""
    for shard in shards:
        rows = [{"input": text} for candidate in shard.candidates for text in candidate.known]
        yield shard, ShardResult(rows, Counter({"run: x": 1}))


def test_invented_inputs_join_the_others_and_what_is_missing_is_counted() -> None:
    with BackgroundRunner(Model()) as calls:
        done = [
            made
            for _, made in with_generated_inputs(
                made_of, InputGenerator(calls, InputGenerationOptions(), 2), shards_of(4)
            )
        ]
    inputs = [[one["input"] for one in made.rows] for made in done]
    assert inputs == [["0", "1"], ["0"], ["0"], ["0", "1"]]
    assert [made.discards for made in done] == [
        {"run: x": 1},
        {"run: x": 1, "inventing inputs: the call failed": 1},
        {"run: x": 1, "inventing inputs: no literals in the reply": 1},
        {"run: x": 1},
    ]
    assert done[0].spent == {"generate_inputs": Usage(1, 0, 10, 5, 0.25, 0.0)}, (
        "no time: it differs from run to run"
    )
    assert done[1].spent == {"generate_inputs": Usage(failed=1)}
    assert ShardResult.from_json(done[0].to_json()) == done[0]


def test_no_model_is_asked_for_programs_that_come_with_their_inputs() -> None:
    stdin = SourceFunction(Program("print(input())"), "a", "MIT", ("1\n",), guess=False)
    given = SourceFunction(Program("def f(x): ...", "f"), "b", "MIT", ("7",), guess=False)
    shard, model = Shard(0, (stdin, given), 0, RowOptions()), Model()
    with BackgroundRunner(model) as calls:
        ((_, made),) = with_generated_inputs(
            made_of, InputGenerator(calls, InputGenerationOptions(), 2), [shard]
        )
    assert model.asked == []
    assert made == ShardResult([{"input": "1\n"}, {"input": "7"}], Counter({"run: x": 1}))


def test_calls_are_made_a_little_ahead_and_no_more() -> None:
    model = Model()
    with BackgroundRunner(model) as calls:
        work = with_generated_inputs(
            made_of, InputGenerator(calls, InputGenerationOptions(), 3), shards_of(50)
        )
        for shard, _ in work:
            if shard.number == 4:
                break
        work.close()
    assert 5 <= len(model.asked) <= 7


def test_what_the_backend_raises_ends_the_build_and_the_end_cancels() -> None:
    async def refused(needs: Sequence[Request]) -> list[Response]:
        raise UsageError("no valid key")

    with BackgroundRunner(refused) as calls, pytest.raises(UsageError, match="no valid key"):
        list(with_generated_inputs(made_of, InputGenerator(calls, InputGenerationOptions(), 3), shards_of(2)))

    async def endless(needs: Sequence[Request]) -> list[Response]:
        await asyncio.sleep(3600)
        return []

    with BackgroundRunner(endless) as calls:
        future = calls.start(generate_inputs([Program("def f(x): ...", "f")], InputGenerationOptions()))
    with pytest.raises(CancelledError):
        future.result(1)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandboxes]:
    with Sandboxes() as one:
        yield one


def test_the_probe_decides_as_of_any_input(sandbox: Sandboxes) -> None:
    wrong = "{'lines': 7, 'member': 1, 'fee': 1}"
    plain = SourceFunction(Program(ORDER, "f"), "a.py:f", "MIT")
    assert make_shard(Shard(0, (plain,), 0, RowOptions()), sandbox).rows == []
    known = (wrong, *parse_generated_inputs(GOOD, "f", 4))
    done = make_shard(
        Shard(0, (SourceFunction(plain.program, "a.py:f", "MIT", known),), 0, RowOptions()), sandbox
    )
    inputs = [one["input"] for one in done.rows]
    assert set(known[1:]) <= set(inputs)
    assert wrong not in inputs
    assert len(inputs) > 2, "those that worked are changed a little and tried again"


def test_the_card_says_that_a_model_wrote_inputs(sandbox: Sandboxes) -> None:
    candidate = SourceFunction(
        Program(ORDER, "f"), "a.py:f", "MIT", tuple(parse_generated_inputs(GOOD, "f", 4))
    )
    one = make_row(candidate, candidate.known[0], RowOptions(), sandbox)
    assert isinstance(one, dict)
    spent = {"translate": Usage(2, 0, 8, 9, 0.5), "generate_inputs": Usage(1, 3, 4, 5, None)}
    settings = {"formats": "jsonl", "invent_inputs": "openai/m"}
    text = card({"train": [one]}, ShardResult(spent=spent), settings)
    assert "no model has written any of the explanations." in text
    assert "Some of the inputs are written by a model, `openai/m`;" in text
    table = text.split("## Calls of the model that wrote inputs\n")[1].split("##")[0]
    assert "| answered | 1 |\n| failed | 3 |\n| tokens read | 4 |\n| tokens written | 5 |" in table
    assert "## Calls of the model that wrote explanations\n\n|  |  |\n| --- | --- |\n| answered | 2 |" in text
    assert "no model has written any of it." in card({"train": [one]}, ShardResult(), {"formats": "jsonl"})
