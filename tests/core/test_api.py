"""The Python API: with backends whose replies are written here, and with the real sandbox."""

from __future__ import annotations

import asyncio
import doctest
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Sequence
from dataclasses import fields, replace
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ses_plugin
from ses_plugin import (
    ExecutionResult,
    Judgement,
    Limits,
    ModelError,
    Narration,
    PrivateTests,
    Problem,
    Program,
    PublicProblem,
    Simulation,
    Solution,
    Test,
    Trace,
    UsageError,
    Verification,
    asimulate,
    asolve,
    averify,
    judge,
    narrate,
    run,
    simulate,
    solve,
    trace,
    verify,
)
from ses_plugin.drivers import Backend
from ses_plugin.strategies import (
    Completions,
    ExecuteRequest,
    PredictedOutput,
    PredictionStatus,
    Request,
    RequestFailed,
    Response,
    SampleRequest,
)
from ses_plugin.types.result_value import ResultValue

ROOT = Path(__file__).parents[2]
STATEMENT = "Print the sum of two numbers.\n\nExamples\nInput\n3 4\nOutput\n7\n\nInput\n2 2\nOutput\n4\n"
RIGHT = "print(sum(map(int, input().split())))\n"
WRONG = "a, b = map(int, input().split())\nprint(a * b)\n"
TESTS = [("3 4", "7"), ("2 2", "4")]


def coded(source: str) -> str:
    return f"Think.\n```python\n{source}```"


def reply(request: Request) -> Response:
    """A model that writes a wrong candidate, then a right one, and predicts what is true."""
    if isinstance(request, ExecuteRequest):
        return run(request.program, request.input)
    if request.role == "solve":
        return Completions(tuple(coded((WRONG, RIGHT)[number % 2]) for number in range(request.n)), 10, None)
    if request.role == "simulate":
        a, b = map(int, request.prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        return Completions((f"<output>{a + b if 'sum(' in request.prompt else a * b}</output>",), 5, (3,))
    return Completions(("SUBMIT",))


def model(requests: Sequence[Request]) -> list[Response]:
    return [reply(request) for request in requests]


async def amodel(requests: Sequence[Request]) -> list[Response]:
    await asyncio.sleep(0)
    return model(requests)


class AsyncModel:
    """A backend whose class has the asynchronous call."""

    async def __call__(self, requests: Sequence[Request]) -> list[Response]:
        return await amodel(requests)


def promising(requests: Sequence[Request]) -> Awaitable[list[Response]]:
    """A function that is not asynchronous itself and returns an awaitable."""
    return amodel(requests)


MODELS = [model, amodel, AsyncModel(), promising]


def failing(reason: str = "no credit") -> Backend:
    return lambda requests: [RequestFailed(f"{reason} {number}") for number, _ in enumerate(requests, 1)]


def unasked(requests: Sequence[Request]) -> list[Response]:
    raise AssertionError("the model was asked")


# --- the package -------------------------------------------------------------------------------------------


def test_every_public_name_is_there_and_documented() -> None:
    guide = (ROOT / "docs" / "api.md").read_text("utf-8")
    for name in ses_plugin.__all__:
        assert getattr(ses_plugin, name).__doc__, name
        assert f"`{name}" in guide, f"docs/api.md does not have {name}"
    assert set(ses_plugin.__all__) <= set(dir(ses_plugin))
    assert sorted(ses_plugin.__all__) == list(ses_plugin.__all__)
    with pytest.raises(AttributeError, match="no attribute 'slove'"):
        _ = ses_plugin.slove


def test_what_needs_no_model_loads_no_library_of_models() -> None:
    code = (
        "import sys, ses_plugin\nses_plugin.solve, ses_plugin.narrate, ses_plugin.Trace\n"
        "ses_plugin.verify('Add.', ['print(7)'], tests=[('3 4', '7')], oracle=True)\n"
        "print([m for m in ('litellm', 'openai', 'torch', 'transformers', 'vllm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["api", "api.running", "api.solving", "syntax", "types.result_value"])
def test_docstrings_run(name: str) -> None:
    failed, attempted = doctest.testmod(import_module(f"ses_plugin.{name}"))
    assert not failed
    assert attempted


def test_the_guide_runs() -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert len(blocks) == text.count("```pycon\n")
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "docs/api.md", None, None)
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0


def test_what_the_guides_import_is_there() -> None:
    """It is public by the rule in docs/api.md. Modules are read, not imported: some need a host's library."""
    found = 0
    for guide in (ROOT / "docs").glob("*.md"):
        lines = re.findall(
            r"^(?:>>> )?from (ses_plugin\S*) import ([\w, ]+)", guide.read_text("utf-8"), re.MULTILINE
        )
        for module, names in lines:
            folder = ROOT.joinpath(*module.split("."))
            files = [path for path in (folder.with_suffix(".py"), folder / "__init__.py") if path.is_file()]
            assert files, f"{guide.name}: there is no {module}"
            for name in names.split(","):
                assert re.search(rf"\b{name.strip()}\b", files[0].read_text("utf-8")), (
                    guide.name,
                    module,
                    name,
                )
                found += 1
    assert found > 40


# --- solve -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", MODELS)
def test_a_problem_is_solved_by_any_backend(backend: Any) -> None:
    solution = solve(STATEMENT, model=backend, k=4)
    assert (solution.program, solution.verified, solution.confidence) == (RIGHT, True, 1.0)
    assert solution.strategy == "self-verify"
    assert [one.program for one in solution.candidates] == [WRONG, RIGHT] * 2
    assert solution.reply == coded(RIGHT)
    assert solution.usage["solve"].calls == 4
    assert solution.usage["solve"].completion_tokens is None, "this model does not say"
    assert solution.usage["simulate"].completion_tokens == 3 * solution.usage["simulate"].calls
    assert "examples by prediction" in solution.summary[0]
    assert solution.seconds > 0


@pytest.mark.parametrize("backend", MODELS)
def test_twins_give_the_same(backend: Any) -> None:
    async def all_three() -> tuple[Any, ...]:
        return await asyncio.gather(
            asolve(STATEMENT, model=backend, k=4),
            averify(STATEMENT, [WRONG, RIGHT], model=backend),
            asimulate(RIGHT, "3 4", model=backend),
        )

    solution, verification, simulation = (replace(one, seconds=0.0) for one in asyncio.run(all_three()))
    assert solution == replace(solve(STATEMENT, model=backend, k=4), seconds=0.0)
    assert verification == replace(verify(STATEMENT, [WRONG, RIGHT], model=backend), seconds=0.0)
    assert simulation == replace(simulate(RIGHT, "3 4", model=backend), seconds=0.0)


@pytest.mark.parametrize("backend", MODELS)
def test_synchronous_functions_work_in_a_running_event_loop(backend: Any) -> None:
    async def notebook() -> Solution:
        return solve(STATEMENT, model=backend, k=2)

    assert asyncio.run(notebook()).program == RIGHT


def test_a_blocking_backend_does_not_block_the_event_loop() -> None:
    def slow(requests: Sequence[Request]) -> list[Response]:
        time.sleep(0.2)
        return model(requests)

    async def ticking() -> int:
        task, ticks = asyncio.create_task(asimulate(RIGHT, "3 4", model=slow)), 0
        while not task.done():
            await asyncio.sleep(0.01)
            ticks += 1
        return ticks

    assert asyncio.run(ticking()) > 3


def test_asynchronous_code_that_blocks_its_own_event_loop_is_an_error() -> None:
    async def nested(requests: Sequence[Request]) -> list[Response]:
        simulate(RIGHT, "3 4", model=amodel)
        return model(requests)

    with pytest.raises(UsageError, match="await its asynchronous twin there"):
        solve(STATEMENT, model=nested, k=2)


def test_cancelling_asks_for_nothing_more() -> None:
    rounds = []
    begun = threading.Event()

    async def counting(requests: Sequence[Request]) -> list[Response]:
        rounds.append(len(requests))
        begun.set()
        await asyncio.sleep(30)
        return model(requests)

    async def cancelled() -> None:
        task = asyncio.create_task(asolve(STATEMENT, model=counting, k=3))
        while not begun.is_set():
            assert not task.done(), await task
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert rounds == [1], "one request, of three replies"


@pytest.mark.parametrize("strategy", ["solve", "self-verify", "self-fix", "self-consistency"])
def test_strategies_by_name(strategy: str) -> None:
    solution = solve(STATEMENT, model=model, strategy=strategy)
    assert solution.strategy == strategy
    assert solution.program in (RIGHT, WRONG)


@pytest.mark.parametrize("oracle", [False, True])
def test_fixes_may_see_explanations(oracle: bool) -> None:
    fixes: list[str] = []

    def explaining(requests: Sequence[Request]) -> list[Response]:
        fixes.extend(r.prompt for r in requests if isinstance(r, SampleRequest) and r.role == "fix")
        answers = model(requests)
        return [
            Completions((f"Step by step.\n{answer.texts[0]}",))
            if isinstance(answer, Completions) and answer.texts[0].startswith("<output>")
            else answer
            for answer in answers
        ]

    solution = solve(
        STATEMENT, model=explaining, strategy="self-fix", fix_feedback="explanation", oracle=oracle
    )
    (prompt,) = fixes
    assert ("3 * 4 is 12" if oracle else "Simulation:\nStep by step.\n") in prompt
    explanation = solution.candidates[0].examples[0].explanation
    assert explanation is not None
    assert explanation.text in prompt
    assert Solution.from_dict(json.loads(json.dumps(solution.to_dict()))) == solution


@pytest.mark.parametrize(
    "problem",
    [
        STATEMENT,
        PublicProblem("Print the sum.", tuple(Test(*pair) for pair in TESTS)),
        Problem("sum", PublicProblem("Print the sum.", tuple(Test(*pair) for pair in TESTS))),
    ],
)
def test_forms_of_problems(problem: Any) -> None:
    assert solve(problem, model=model, k=2).verified is True


@pytest.mark.parametrize("tests", [TESTS, [Test(*pair) for pair in TESTS], [{"input": "3 4", "output": "7"}]])
def test_tests_and_entry_point_may_be_given(tests: Any) -> None:
    assert solve("Print the sum.", tests=tests, model=model, k=2).verified is True

    def function(requests: Sequence[Request]) -> list[Response]:
        said = {"solve": coded("def add(a, b):\n    return a + b\n"), "simulate": "<output>7</output>"}
        return [Completions((said[r.role],) * r.n) for r in requests if isinstance(r, SampleRequest)]

    solution = solve("Add two.", tests=[("3, 4", "7")], entry_point="add", model=function, k=1)
    assert (solution.entry_point, solution.verified) == ("add", True)


def test_without_examples_the_first_reply_is_taken_and_said_so() -> None:
    solution = solve("Print the sum of two numbers.", model=model)
    assert (solution.strategy, solution.verified) == ("solve", None)
    assert "No examples were found" in solution.summary[0]


def test_if_all_calls_fail_the_error_says_why() -> None:
    for work in (
        lambda: solve(STATEMENT, model=failing()),
        lambda: verify(STATEMENT, [RIGHT, WRONG], model=failing()),
        lambda: simulate(RIGHT, "3 4", model=failing()),
        lambda: asyncio.run(asolve(STATEMENT, model=failing())),
    ):
        with pytest.raises(ModelError, match=r"answered none of the calls: no credit 1$"):
            work()


def test_if_no_candidate_comes_the_error_says_why() -> None:
    def inputs_only(requests: Sequence[Request]) -> list[Response]:
        texts = [one.role == "generate_inputs" for one in requests if isinstance(one, SampleRequest)]
        return [Completions(("",)) if writes else RequestFailed("busy") for writes in texts]

    with pytest.raises(ModelError, match=r"^no candidate came: busy$"):
        solve(STATEMENT, model=inputs_only, strategy="self-consistency")


def test_if_some_calls_fail_the_result_says_so() -> None:
    def half(requests: Sequence[Request]) -> list[Response]:
        return [reply(one) if one.role == "solve" else RequestFailed("busy") for one in requests]  # type: ignore[union-attr]

    solution = solve(STATEMENT, model=half, k=2)
    assert solution.verified is None
    assert "not predicted on 2 of 2 examples (busy)" in solution.summary[0]
    assert solution.usage["simulate"].failed > 0


def test_a_model_without_a_program_is_no_error() -> None:
    def mute(requests: Sequence[Request]) -> list[Response]:
        return [
            Completions(("I do not know.",) * one.n) for one in requests if isinstance(one, SampleRequest)
        ]

    solution = solve(STATEMENT, model=mute, k=2)
    assert solution.program is None
    assert solution.reply == "I do not know."


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"kk": 1}, "kk=1: no such option"),
        ({"k": 0}, "k=0: 0 is not an integer from 1 to 1000"),
        ({"strategy": "guess"}, "guess"),
        ({"max_calls": 0}, "max_calls"),
        ({"tests": "3 4"}, "give a list of tests"),
        ({"tests": [("3 4", "7"), ("5", 6)]}, "number 2 is"),
        ({"api_base": "http://x"}, "api_base: not for a backend, which takes nothing beside it"),
        ({"tokenizer": 1}, "tokenizer: not for a backend"),
        ({"simulator": "m"}, "simulator='m': a name is not enough here"),
        ({"concurrency": 0}, "concurrency=0: give an integer of at least 1"),
        ({"timeout_s": "x"}, "timeout_s='x'"),
        ({"model": None}, 'model=None is no model; give model="openai/NAME"'),
        ({"model": 7}, "model=7 is no model"),
        ({"model": ""}, "model='' is no model"),
        ({"model": dict}, "is no model"),
        ({"model": "m", "client": 7}, "client=7 is no client; give OpenAI"),
        ({"client": 7}, "client: needs the model's name"),
        (
            {"model": "m", "tokenizer": 7},
            "tokenizer: not for a LiteLLM name, which takes beside it only api_b",
        ),
        ({"model": "m", "client": 7, "api_key": "k"}, "api_key: not for an OpenAI client"),
    ],
)
def test_what_cannot_be_used_is_one_error_and_no_call(options: dict[str, Any], text: str) -> None:
    with pytest.raises(UsageError, match=re.escape(text)):
        solve(STATEMENT, **{"model": unasked, **options})


@pytest.mark.parametrize("problem", ["", "  ", 7, None, ["x"]])
def test_what_is_no_problem(problem: Any) -> None:
    with pytest.raises(UsageError, match="give its statement as a text"):
        solve(problem, model=unasked)


def test_a_backend_that_returns_no_list() -> None:
    with pytest.raises(UsageError, match="the backend returned None; it has to return a list"):
        solve(STATEMENT, model=lambda requests: None)
    with pytest.raises(UsageError, match="the backend returned 'x'"):
        asyncio.run(asolve(STATEMENT, model=lambda requests: "x"))


def test_a_vllm_engine_is_seen_by_its_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a stand-in: vLLM is not installed here."""
    given: list[Any] = []

    class LLM:
        def chat(self, prompts: Any, settings: Any, use_tqdm: bool) -> list[Any]:
            given.extend(settings)
            output = type("Output", (), {"text": "<output>7</output>", "token_ids": [1, 2]})
            row = type("Row", (), {"prompt": "", "outputs": [output], "prompt_token_ids": [1]})
            return [row for _ in prompts]

    LLM.__module__ = "vllm.entrypoints.llm"
    with pytest.raises(UsageError, match="tokenizer: not for a vLLM engine"):
        simulate(RIGHT, "3 4", model=LLM(), tokenizer=1)
    with pytest.raises(UsageError, match="VllmBackend"):
        simulate(RIGHT, "3 4", model=LLM(), simulator="other")
    vllm = ModuleType("vllm")
    vllm.SamplingParams = lambda **values: values  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "vllm", vllm)
    simulation = simulate(RIGHT, "3 4", model=LLM(), max_tokens=50)
    assert (simulation.output, simulation.usage["simulate"].completion_tokens) == ("7", 2)
    assert given == [{"n": 1, "temperature": 0.0, "max_tokens": 50}]


def test_a_module_of_torch_is_no_backend() -> None:
    class Module:
        def __call__(self, *args: Any) -> Any:
            raise AssertionError

    Module.__module__ = "torch.nn.modules.module"
    with pytest.raises(UsageError, match="is no model"):
        simulate(RIGHT, "3 4", model=Module())

    class PreTrainedModel(Module):
        def generate(self) -> None: ...

    PreTrainedModel.__module__ = "transformers.modeling_utils"
    with pytest.raises(UsageError, match="needs tokenizer="):
        simulate(RIGHT, "3 4", model=PreTrainedModel())


# --- verify ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "candidates", [[WRONG, RIGHT], [coded(WRONG), coded(RIGHT)], [Program(WRONG), RIGHT]]
)
def test_the_candidate_that_is_predicted_to_pass_most_tests(candidates: list[Any]) -> None:
    verification = verify("Print the sum.", candidates, tests=TESTS, model=model)
    assert (verification.chosen, verification.program, verification.tied) == (1, RIGHT, (1,))
    assert (verification.verified, verification.confidence) == (True, 1.0)
    wrong, right = verification.candidates
    assert [[vote.output for vote in one.predictions] for one in right.examples] == [["7"], ["4"]]
    assert False in [one.passed for one in wrong.examples]
    assert "passes 2 of 2 examples by prediction" in verification.summary[0]


def test_a_tie_is_reported() -> None:
    same = [RIGHT, "a, b = input().split()\nprint(sum([int(a), int(b)]))\n", WRONG]
    verification = verify("Print the sum.", same, tests=TESTS, model=model)
    assert verification.tied == (0, 1)
    assert verification.chosen in (0, 1)
    assert "2 candidates tie" in verification.summary[1]


def test_candidates_may_really_be_run_without_a_model() -> None:
    verification = verify("Print the sum.", [WRONG, RIGHT], tests=TESTS, oracle=True)
    assert (verification.chosen, verification.verified, verification.usage) == (1, True, {})
    assert "when run" in verification.summary[0]


def test_no_candidate_is_right_or_has_a_program() -> None:
    verification = verify("Print the sum.", [WRONG], tests=[("3 4", "7")], model=model)
    assert (verification.chosen, verification.verified, verification.confidence) == (0, False, 0.0)
    verification = verify("Print the sum.", ["I do not know."], tests=TESTS, model=unasked)
    assert (verification.chosen, verification.program, verification.tied) == (None, None, ())


def test_a_budget_bounds_a_verification() -> None:
    verification = verify("Print the sum.", [RIGHT], tests=TESTS, model=model, max_calls=1)
    assert verification.usage["simulate"].calls == 1
    assert verification.verified is None
    with pytest.raises(UsageError, match=r"max_total_tokens=9: .* give at least 2048"):
        verify("Print the sum.", [RIGHT, WRONG], tests=TESTS, model=unasked, max_total_tokens=9)


@pytest.mark.parametrize(
    ("candidates", "options", "text"),
    [
        ([], {"tests": TESTS}, "give a list of one program or more"),
        (RIGHT, {"tests": TESTS}, "give a list of one program or more"),
        ([RIGHT, 7], {"tests": TESTS}, "candidates: number 2 is 7"),
        ([RIGHT], {}, "no public tests to choose by"),
        ([RIGHT], {"tests": TESTS, "k": 3}, "k=3: verify has no such option"),
        ([RIGHT], {"tests": TESTS, "strategy": "self-fix"}, "strategy='self-fix': verify has no such option"),
        ([RIGHT], {"tests": TESTS, "model": None}, "model=None is no model"),
    ],
)
def test_what_cannot_be_verified(candidates: Any, options: dict[str, Any], text: str) -> None:
    with pytest.raises(UsageError, match=re.escape(text)):
        verify("Print the sum.", candidates, **{"model": unasked, **options})


# --- simulate, run, judge, trace, narrate ------------------------------------------------------------------


def test_votes_are_counted() -> None:
    def voting(requests: Sequence[Request]) -> list[Response]:
        texts = ["<output>7</output>", "I do not know.", "<output>7</output>", "<output>8</output>"]
        said: list[Response] = [Completions((text,), 5, (2,)) for text in texts]
        return [*said, RequestFailed("busy")][: len(requests)]

    simulation = simulate("print(7)", model=voting, votes=5)
    assert simulation.output == "7"
    assert simulation.agreeing == 2
    assert [(vote.status.value, vote.output) for vote in simulation.votes] == [
        ("answered", "7"),
        ("no answer", None),
        ("answered", "7"),
        ("answered", "8"),
        ("not predicted", None),
    ]
    assert (simulation.votes[1].reply, simulation.votes[4].reason) == ("I do not know.", "busy")
    assert (simulation.usage["simulate"].calls, simulation.usage["simulate"].failed) == (4, 1)


@pytest.mark.parametrize(
    ("options", "temperature"), [({}, 0.0), ({"votes": 2}, 1.0), ({"temperature": 0.5}, 0.5)]
)
def test_the_temperature_of_predictions(options: dict[str, Any], temperature: float) -> None:
    asked: list[float] = []

    def noting(requests: Sequence[Request]) -> list[Response]:
        asked.extend(one.sampling.temperature for one in requests if isinstance(one, SampleRequest))
        return model(requests)

    simulate(RIGHT, "3 4", model=noting, **options)
    verify("Print the sum.", [RIGHT], tests=TESTS, model=noting, **options)
    assert set(asked) == {temperature}


def test_what_a_program_cannot_read_is_no_call() -> None:
    for function in (run, trace, narrate):
        with pytest.raises(
            UsageError, match=r"more than the arguments of one call; give what stands between"
        ):
            function("def f(x): return x", "1) + f(2", entry_point="f")
    with pytest.raises(UsageError, match="not the arguments of a call"):
        simulate("def f(x): return x", "1,,", entry_point="f", model=unasked)
    with pytest.raises(UsageError, match="give a text, as the program reads it"):
        simulate(RIGHT, 7, model=unasked)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="give its source as a text, or a Program"):
        run(Path("program.py"))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="oracle=True: simulate has no such option"):
        simulate(RIGHT, "3 4", model=unasked, oracle=True)


def test_programs_and_functions_run() -> None:
    assert run(RIGHT, "3 4").stdout == "7\n"
    assert run("def f(a, b=2): return [a] * b", "1, b=3", entry_point="f").value == "[1, 1, 1]"
    assert run(Program("import sys; print(sys.argv[1:])", arguments=("x",))).stdout == "['x']\n"
    assert run("while True: pass", limits=Limits(cpu_s=1)).outcome == "timeout"


def test_programs_are_judged() -> None:
    assert judge(RIGHT, TESTS).passed
    assert judge(WRONG, TESTS).verdict == "WA"
    assert len(judge(WRONG, TESTS, stop_at_first_failure=True).results) == 1
    public = PublicProblem("Double.", (Test("1", "2"),), "double")
    problem = Problem("double", public, PrivateTests((Test("2", "4"), Test("3", "6"))))
    source = "def double(n): return 2 * n"
    assert (judge(source, problem).total, judge(source, public).total) == (2, 1)
    assert judge(source, problem).passed
    assert judge("def twice(n): return 2 * n", problem, entry_point="twice").passed
    method = "class Solution:\n    def double(self, n: Optional[int]):\n        return 2 * n\n"
    assert judge(method, replace(problem, public=replace(public, preloaded=True))).passed
    assert run(method.replace("Optional[int]", "int"), "4", entry_point="double").value == "8"
    with pytest.raises(UsageError, match="number 1 is 7"):
        judge(RIGHT, [7])  # type: ignore[list-item]


def test_a_run_is_traced_and_narrated() -> None:
    done = trace(RIGHT, "3 4")
    assert (done.output, done.outcome) == ("7\n", "ok")
    narration = narrate(done)
    assert narration == narrate(RIGHT, "3 4")
    assert str(narration).rstrip().endswith("</output>")
    assert narration.output == "7\n"
    loop = "total = 0\nfor n in range(9):\n    total += n\nprint(total)\n"
    concise, compact, full = (narrate(loop, style=style).text for style in ("concise", "compact", "full"))
    assert len(concise) < len(full)
    assert len(compact) < len(full)
    with pytest.raises(UsageError, match="give 'full', 'compact', 'concise' or a Style"):
        narrate(RIGHT, "3 4", style="loud")
    with pytest.raises(UsageError, match="not beside a Trace"):
        narrate(done, "3 4")
    with pytest.raises(UsageError, match="can't be explained"):
        narrate("while True: pass", limits=Limits(cpu_s=1))


# --- what a backend and a caller can do wrong --------------------------------------------------------------


def test_a_backend_may_raise_stop_iteration_and_nothing_hangs() -> None:
    def stray(requests: Sequence[Request]) -> list[Response]:
        raise StopIteration

    with pytest.raises(RuntimeError, match="StopIteration"):
        solve(STATEMENT, model=stray, k=2)
    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(asyncio.wait_for(asolve(STATEMENT, model=stray, k=2), 60))


@pytest.mark.parametrize(
    ("responses", "text"),
    [
        ([], "0 responses to 1 requests"),
        ([None], "response number 1 is None"),
        ([Completions(())], "Completions with 2 texts"),
        ([Completions((5, 5))], "Completions with 2 texts"),  # type: ignore[arg-type]
        ("hi", "the backend returned 'hi'"),
    ],
)
def test_what_a_backend_returns_is_checked(responses: Any, text: str) -> None:
    with pytest.raises(UsageError, match=text):
        solve(STATEMENT, model=lambda requests: responses, k=2)


def test_programs_are_run_here_and_not_by_the_callers_backend() -> None:
    def samples_only(requests: Sequence[Request]) -> list[Response]:
        assert all(isinstance(request, SampleRequest) for request in requests)
        return list(model(requests))

    assert solve(STATEMENT, model=samples_only, k=2, oracle=True).verified
    assert asyncio.run(asolve(STATEMENT, model=samples_only, k=2, oracle=True)).verified


def test_the_temperature_of_predictions_is_the_one_named_so() -> None:
    temperatures: list[float] = []

    def watched(requests: Sequence[Request]) -> list[Response]:
        temperatures.extend(r.sampling.temperature for r in requests if isinstance(r, SampleRequest))
        return list(model(requests))

    simulate(RIGHT, "3 4", model=watched, temperature=0.9, simulate_temperature=0.2)
    assert temperatures == [0.2]


def test_a_caller_gets_one_error_for_what_decides_nothing() -> None:
    with pytest.raises(UsageError, match="there are none to judge the program by"):
        judge("garbage(", [])
    with pytest.raises(UsageError, match="entry_point='f', and the problem None"):
        verify("x", [Program("def f(a): return a", "f")], tests=[("3", "3")], oracle=True)
    with pytest.raises(UsageError, match="entry_point='a b': give the name of a function"):
        simulate(RIGHT, "3", model=model, entry_point="a b")
    with pytest.raises(UsageError, match=r"limits={'cpu_s': 1}: give Limits"):
        run("print(1)", limits={"cpu_s": 1})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="events='x': give an integer"):
        trace("print(1)", events="x")  # type: ignore[arg-type]


# --- results -----------------------------------------------------------------------------------------------

FINITE = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(float, FINITE)
RESULTS: list[type[ResultValue]] = [
    Solution,
    Verification,
    Simulation,
    Narration,
    ExecutionResult,
    Judgement,
    Trace,
]


def results_of(kind: type[ResultValue]) -> st.SearchStrategy[Any]:
    if kind is ExecutionResult:
        return st.builds(ExecutionResult, trace_bytes=st.just(b""))
    if kind is Judgement:
        with_result = st.builds(
            import_module("ses_plugin.execution").TestResult, execution=results_of(ExecutionResult)
        )
        return st.builds(Judgement, results=st.lists(with_result, max_size=3).map(tuple))
    return st.builds(kind, version=st.just(Trace.SCHEMA_VERSION)) if kind is Trace else st.builds(kind)


def results() -> st.SearchStrategy[Any]:
    return st.sampled_from(RESULTS).flatmap(results_of)


@pytest.mark.parametrize("kind", RESULTS)
def test_plain_data_has_all_of_a_result(kind: type[ResultValue]) -> None:
    @given(results_of(kind))
    def holds(result: Any) -> None:
        row = json.loads(json.dumps(result.to_dict(), allow_nan=False))
        assert row == result.to_dict()
        assert (row["schema"], row["version"]) == (kind.SCHEMA, kind.SCHEMA_VERSION)
        again = kind.from_dict(row)
        assert again == result
        assert again.to_dict() == result.to_dict(), "also what does not count for equality"

    holds()


@pytest.mark.parametrize("kind", RESULTS)
def test_another_version_or_schema_is_refused(kind: type[ResultValue]) -> None:
    name, version = kind.SCHEMA, kind.SCHEMA_VERSION
    for row, text in (
        (
            {"schema": name, "version": 9},
            f"a {name} of version 9 can't be read; this SES reads version {version}",
        ),
        ({"schema": name}, f"a {name} of version None can't be read"),
        ({"schema": name, "version": True}, "version True"),
        (
            {"schema": "ses.poem", "version": version},
            f"this is a 'ses.poem', and not a {name} of version {version}",
        ),
        ({"version": 1}, "give what `to_dict` returned"),
        ([], "give what `to_dict` returned"),
        ({"schema": name, "version": version}, "missing|KeyError"),
    ):
        with pytest.raises(UsageError, match=text):
            kind.from_dict(row)  # type: ignore[arg-type]


def test_what_is_wrong_in_plain_data_is_named() -> None:
    row = solve(STATEMENT, model=model, k=2).to_dict()
    row["candidates"][0]["examples"][0]["passed"] = "yes"
    with pytest.raises(
        UsageError,
        match=r"ses.solution.candidates\[0\].examples\[0\].passed is 'yes'; it has to be: true or f",
    ):
        Solution.from_dict(row)
    row = run("print(7)").to_dict()
    for change, text in (
        ({"outcome": "fine"}, "ses.execution-result.outcome is 'fine'; it has to be: one of ok, exception"),
        ({"stdout": 7}, "stdout is 7; it has to be: text"),
        ({"exit_code": True}, "exit_code is True; it has to be: whole number"),
        ({"colour": "red"}, "colour: no such field; there are outcome, "),
    ):
        with pytest.raises(UsageError, match=re.escape(text)):
            ExecutionResult.from_dict({**row, **change})
    with pytest.raises(UsageError, match="stdout is missing"):
        ExecutionResult.from_dict({name: value for name, value in row.items() if name != "stdout"})


def test_the_schemas_are_pinned() -> None:
    """Whoever changes the fields of one raises its version."""
    shared = ["strategy", "verified", "confidence", "summary", "candidates", "usage", "seconds"]
    versions = {kind.SCHEMA: kind.SCHEMA_VERSION for kind in RESULTS if kind.SCHEMA_VERSION != 1}
    assert versions == {"ses.solution": 2, "ses.verification": 2, "ses.trace": Trace.SCHEMA_VERSION}
    keys = {kind.SCHEMA: [one.name for one in fields(kind)] for kind in RESULTS}  # type: ignore[arg-type]
    assert set(keys["ses.solution"]) == {*shared, "program", "entry_point", "reply"}
    assert set(keys["ses.verification"]) == {*shared, "program", "chosen", "tied"} - {"strategy"}
    assert keys["ses.simulation"] == ["output", "votes", "agreeing", "usage", "seconds"]
    assert keys["ses.narration"] == ["text", "program", "input", "output", "entry_point"]
    row = solve(STATEMENT, model=model, k=2).to_dict()
    assert set(row["candidates"][0]) == {"program", "reply", "examples", "chosen", "tied"}
    assert set(row["candidates"][0]["examples"][0]) == {
        *("input", "expected", "predictions", "passed", "explanation")
    }
    assert row["usage"]["solve"].keys() == {
        *("calls", "failed", "prompt_tokens", "completion_tokens", "cost", "seconds")
    }


class Tags(HTMLParser):
    """All tags and attributes of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def shown_in_a_notebook(result: Any) -> Tags:
    page = Tags()
    page.feed(result._repr_html_())
    page.close()
    return page


@given(results())
def test_a_notebook_gets_tables_and_no_script(result: Any) -> None:
    page = shown_in_a_notebook(result)
    assert page.tags <= {"div", "strong", "table", "tr", "th", "td", "p", "pre"}
    assert page.attributes <= {"style"}


def test_texts_of_programs_are_escaped() -> None:
    evil = "</pre><script>alert('x')</script>\n"
    result = run(f"print({evil.rstrip()!r})")
    assert result.stdout == evil
    page = shown_in_a_notebook(result)
    assert "script" not in page.tags
    assert evil in page.text
    for other in (
        Simulation(evil, (PredictedOutput(PredictionStatus.ANSWERED, evil, evil),), 1),
        Narration(evil, evil, evil, evil),
        Solution(evil, None, evil, None, None, (evil,)),
        trace(f"print({evil.rstrip()!r})"),
        judge("print(1)", [("", evil)]),
    ):
        assert "script" not in shown_in_a_notebook(other).tags


def test_long_texts_are_cut_where_they_are_shown() -> None:
    result = run("print('x' * 500_000)")
    assert len(repr(result)) < 300
    assert len(result._repr_html_()) < 50_000
    assert "more characters" in result._repr_html_()
    many = judge("print(input())", [(str(n), str(n)) for n in range(300)])
    assert many.passed
    assert "more rows" in many._repr_html_()


def test_results_in_a_line_or_a_few() -> None:
    solution = replace(solve(STATEMENT, model=model, k=2), seconds=1.234)
    assert repr(solution) == (
        "Solution(verified=True, confidence=1.0, strategy='self-verify', candidates=2, calls=5, "
        "seconds=1.23)\n  Candidate 2 of 2 passes 2 of 2 examples by prediction."
    )
    assert repr(judge(WRONG, TESTS)) == "Judgement(verdict='WA', accepted=1, judged=2, total=2)"
    assert re.fullmatch(
        r"ExecutionResult\(outcome='ok', stdout='7\\n', cpu_s=[\d.]+, isolation='[^']+'\)",
        repr(run(RIGHT, "3 4")),
    )
    assert repr(run("1 / 0")).startswith("ExecutionResult(outcome='exception', error='ZeroDivisionError: ")
    simulation = simulate(RIGHT, "3 4", model=model)
    assert repr(simulation).startswith("Simulation(output='7', agreeing=1, votes=1, calls=1, compl")
    page = shown_in_a_notebook(solution)
    assert all(text in page.text for text in ("chosen", "passes\n7", RIGHT))
