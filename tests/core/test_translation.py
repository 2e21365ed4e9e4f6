from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ses_plugin.cli import main
from ses_plugin.drivers import BackgroundRunner, run
from ses_plugin.errors import SesError
from ses_plugin.execution import Sandbox
from ses_plugin.narration.translate import Refusal, TranslateOptions, translate_traces
from ses_plugin.prompts import output_prediction_prompt
from ses_plugin.strategies import (
    Completions,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
)
from ses_plugin.tracing.render import scratchpad
from ses_plugin.tracing.render.scratchpad import make_excerpt
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.training_data.nlex.card import card
from ses_plugin.training_data.nlex.engines import Work
from ses_plugin.training_data.nlex.harvest import SourceFunction
from ses_plugin.training_data.nlex.model_stages import Translator, with_translations
from ses_plugin.training_data.nlex.rows import NO_EXPLANATION, Row, RowOptions, make_row
from ses_plugin.training_data.nlex.shards import Shard, ShardResult
from ses_plugin.training_data.nlex.unfit_runs import Sandboxes
from ses_plugin.types.program import Program
from ses_plugin.usage import Usage

TOTAL = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"
GOOD = "`total` becomes 3, then 7.\n\n<output>\n7\n</output>"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1) as one:
        yield one


@pytest.fixture(scope="module")
def total(sandbox: Sandbox) -> Trace:
    """The run of f([3, 4])."""
    return trace_program(Program(TOTAL, "f"), "[3, 4]", sandbox=sandbox)


def test_a_model_is_shown_the_program_the_call_and_the_trace(total: Trace) -> None:
    asked: list[Request] = []

    def backend(needs: Sequence[Request]) -> list[Response]:
        asked.extend(needs)
        return [Completions((GOOD,), 100, (20,))]

    (said,) = run(translate_traces([total], TranslateOptions(seed=5)), backend)
    assert (said.text, said.refusal) == (GOOD, None)
    (need,) = asked
    assert isinstance(need, SampleRequest)
    assert (need.role, need.seed, need.n) == (Role.TRANSLATE, 5, 1)
    assert "  4          total += x\n" in need.prompt, "the lines are numbered: steps refer to them"
    assert "<call>\nf([3, 4])\n</call>" in need.prompt
    assert f"<trace>\n{scratchpad(total)}\n</trace>" in need.prompt
    assert "left out" not in need.prompt


@pytest.mark.parametrize(
    ("reply", "refusal"),
    [
        (Completions((GOOD,), completion_tokens=(64,)), Refusal.CUT),
        (Completions(("First `total` becomes 3. <output>\n7",)), Refusal.CUT),
        (Completions(("<think>What is",)), Refusal.CUT),
        (Completions(("It returns 7.",)), Refusal.NO_ANSWER),
        (Completions((GOOD.replace("<output>\n7", "<output>\n8"),)), Refusal.ANOTHER),
        (Completions((f"{GOOD}\nI hope that helps.",)), Refusal.NOT_LAST),
        (Completions(("<output>7</output>",)), Refusal.NOTHING),
        (Completions((f"As the trace shows, {GOOD}",)), Refusal.MENTIONS),
        (Completions((GOOD.replace("becomes 3", "becomes 4"),)), Refusal.FALSE),
        (RequestFailed("busy"), Refusal.FAILED),
    ],
)
def test_what_is_no_good_explanation_is_refused(total: Trace, reply: Response, refusal: Refusal) -> None:
    options = TranslateOptions(SamplingParams(max_tokens=64))
    (said,) = run(translate_traces([total], options), lambda needs: [reply])
    assert (said.text, said.refusal) == ("", refusal)
    assert said.reply == (reply.reason if isinstance(reply, RequestFailed) else reply.texts[0])  # type: ignore[union-attr]


def test_the_check_is_an_option_and_reasoning_is_no_explanation(total: Trace) -> None:
    false = GOOD.replace("becomes 3", "becomes 4")
    reply = Completions((f"<think>The trace says 7.</think>\n\n{false}",))
    (said,) = run(translate_traces([total], TranslateOptions(check=False)), lambda needs: [reply])
    assert said.text == false


def test_an_answer_in_a_sentence_becomes_a_block(total: Trace) -> None:
    reply = Completions(("First `total` becomes 3. The value is **<output>`7`</output>**.\n",))
    (said,) = run(translate_traces([total], TranslateOptions()), lambda needs: [reply])
    assert said.text == "First `total` becomes 3. The value is\n\n<output>\n7\n</output>"


def test_a_driver_that_breaks_the_protocol(total: Trace) -> None:
    with pytest.raises(TypeError, match="answered a SampleRequest of 1 with"):
        run(translate_traces([total], TranslateOptions()), lambda needs: [Completions(("a", "b"))])


def test_of_a_long_trace_both_ends_are_shown(sandbox: Sandbox) -> None:
    source = "for i in range(200):\n    if i % 50 == 0:\n        print(i)\n"
    long = trace_program(Program(source), "", sandbox=sandbox)
    shown = make_excerpt(long, 2_100)
    assert shown.left_out is not None
    first, last, steps = shown.left_out
    assert f"\n... (steps {first} to {last} are left out; they print '50\\n" in shown.text
    rows = scratchpad(long).split("\n")
    start, end = shown.text.split("... (")[0], shown.text.split(")\n")[1]
    assert start.rstrip("\n").split("\n") == rows[:first]
    assert end.split("\n") == rows[last + 1 :]
    assert len(start) + len(end) <= 2_100 + len(rows[0])
    assert len(start) > len(end)
    assert steps == len(rows) - 1
    assert make_excerpt(long, shown.size).left_out is None
    asked: list[Request] = []

    def backend(needs: Sequence[Request]) -> list[Response]:
        asked.extend(needs)
        return [RequestFailed("x") for _ in needs]

    run(translate_traces([long], TranslateOptions(shown=2_100)), backend)
    assert isinstance(asked[0], SampleRequest)
    assert f"steps {first} to {last} of its {steps} are left out above" in asked[0].prompt
    (said,) = run(translate_traces([long], TranslateOptions(shown=1_000)), lambda needs: pytest.fail("asked"))
    assert said.refusal is Refusal.TOO_LONG


def test_a_long_value_is_shown_in_full(sandbox: Sandbox) -> None:
    long = trace_program(Program("def f(n):\n    return list(range(n))\n", "f"), "150", sandbox=sandbox)
    assert f"\n(the value returned, in full: {list(range(150))})" in make_excerpt(long, 5_000).text


# --- rows ------------------------------------------------------------------------------------------------


@dataclass
class Model:
    """Writes explanations of f: right for most inputs; counts what it is asked."""

    asked: list[str] = field(default_factory=list)
    failing: bool = True

    async def __call__(self, needs: Sequence[Request]) -> list[Response]:
        await asyncio.sleep(0)
        return [self._reply(need) for need in needs if isinstance(need, SampleRequest)]

    def _reply(self, need: SampleRequest) -> Response:
        self.asked.append(need.prompt)
        numbers = json.loads(need.prompt.split("f(")[2].split(")")[0])
        if numbers == [13] and self.failing:
            return RequestFailed("busy")
        output = sum(numbers) + (numbers == [2])
        return Completions((f"It adds {len(numbers)}.\n<output>\n{output}\n</output>",), 10, (5,), 0.25, 1.0)


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[Sandboxes]:
    with Sandboxes() as both:
        yield both


@pytest.fixture(scope="module")
def untold(sandboxes: Sandboxes) -> list[ShardResult]:
    """Made of shards of two rows each."""
    candidate = SourceFunction(Program(TOTAL, "f"), "mine.py:f", "MIT")
    rows = [
        make_row(candidate, f"[{n}]", RowOptions(NO_EXPLANATION), sandboxes)
        for n in (1, 2, 13, 4, 5, 6, 7, 8)
    ]
    made = [one for one in rows if isinstance(one, dict)]
    return [ShardResult(made[at : at + 2], Counter({"run: x": 1})) for at in range(0, 8, 2)]


def around(
    untold: list[ShardResult], model: Model, rows: int | None = None, *, drop: bool = False
) -> list[ShardResult]:
    """Translate; return what was made of the shards, in their order."""

    def engine(shards: Iterable[Shard]) -> Work:
        yield from zip(shards, untold, strict=True)

    shards = [Shard(number, (), 0, RowOptions(NO_EXPLANATION)) for number in range(len(untold))]
    with BackgroundRunner(model) as calls:
        done = with_translations(engine, Translator(calls, TranslateOptions(), 3, rows, drop), shards)
        return [made for _, made in sorted(done, key=lambda pair: pair[0].number)]


def test_rows_are_translated_and_what_is_dropped_is_counted(untold: list[ShardResult]) -> None:
    made = around(untold, Model(), drop=True)
    first: Row = made[0].rows[0]
    program = Program(TOTAL, "f")
    assert first["prompt"] == [{"role": "user", "content": output_prediction_prompt(program, "[1]")}]
    assert first["completion"][0]["content"].startswith("It adds 1.")
    assert first["messages"] == first["prompt"] + first["completion"]
    assert "trace" not in first
    assert [len(one.rows) for one in made] == [1, 1, 2, 2]
    assert made[0].discards == {"run: x": 1, "translation: another output than the program's": 1}
    assert made[1].discards == {"run: x": 1, "translation: the call failed": 1}
    assert made[0].spent == {"translate": Usage(2, 0, 20, 10, 0.5, 0.0)}, "no time: it differs"
    assert ShardResult.from_json(made[0].to_json()) == made[0]


def test_a_failed_call_ends_the_build(untold: list[ShardResult]) -> None:
    with pytest.raises(SesError, match=r"failed \(busy\); answered calls are kept.*--drop-failed"):
        around(untold, Model())


def test_no_more_calls_than_the_rows_wanted_need(untold: list[ShardResult]) -> None:
    model = Model(failing=False)
    kept = 0
    with BackgroundRunner(model) as calls:
        done = with_translations(
            lambda shards: (pair for pair in zip(shards, untold, strict=True)),
            Translator(calls, TranslateOptions(), 100, rows=3),
            [Shard(number, (), 0, RowOptions(NO_EXPLANATION)) for number in range(4)],
        )
        for _, made in done:
            kept += len(made.rows)
            if kept >= 3:
                break
        done.close()
    assert kept == 3
    assert len(model.asked) == 4, "two shards, of which one reply was wrong"


def test_the_card_says_who_wrote_and_what_it_took(untold: list[ShardResult]) -> None:
    settings = {"formats": "jsonl", "translate": "openai/m", "check": True}
    rows = around(untold, Model(failing=False))[0].rows
    spent = {"translate": Usage(8, 0, 80, 40, None, 0.0)}
    text = card({"train": rows}, ShardResult(spent=spent), settings)
    assert "written by a model, `openai/m`" in text
    assert "contradicts were dropped" in text
    assert "| tokens written | 40 |\n| US dollars | not known |" in text
    assert "no model has written" not in text
    assert "in them was checked" in card({"train": rows}, ShardResult(), {**settings, "check": False})


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--max-tokens", "9"], "--max-tokens is an option of --translate M"),
        (["--invent-inputs", "openai/m", "--no-check"], "--no-check is an option of --translate M"),
        (["--translate", "openai/m", "--style", "full"], "--style is for explanations without a model"),
    ],
)
def test_options_that_do_not_fit(
    options: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "nlex", "embedded", "--out", str(tmp_path / "x"), *options]) == 1
    assert says in capsys.readouterr().err
