"""The real LiteLLM against a server whose replies are written here."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend, ModelConfig, ModelRoles
from ses_plugin.drivers import arun
from ses_plugin.errors import UsageError
from ses_plugin.response_cache import ResponseCache
from ses_plugin.service.provider_differences import RequestedParams
from ses_plugin.strategies import (
    Completions,
    ExecuteRequest,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
    SelfVerify,
    self_verify,
)
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program
from ses_plugin.usage import Budget, SpendingLimit, Usage
from tests.hosts.scripted_server import Answer, Scripted, serving

QUICK = CallSettings(retries=1, timeout_s=1.0)
RIGHT = "print(sum(map(int, input().split())))"
WRONG = "a, b = map(int, input().split())\nprint(a * b)"
STATEMENT = "Print the sum of two numbers.\n\nExamples\nInput\n3 4\nOutput\n7\n\nInput\n2 2\nOutput\n4\n"


def prompt_of(request: dict[str, Any]) -> str:
    return str(request["messages"][0]["content"])


def solver(request: dict[str, Any]) -> Answer:
    """A model: of three candidates one is right, one wrong, one no program; its predictions are true."""
    prompt = prompt_of(request)
    if prompt.startswith("Solve"):
        source = (WRONG, RIGHT, None)[request["seed"] % 3]
        return Answer(f"Think.\n```python\n{source}\n```" if source else "I do not know.")
    if prompt.startswith("Simulate"):
        a, b = map(int, prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        return Answer(f"Well.\n<output>\n{a + b if 'sum(' in prompt else a * b}\n</output>")
    return Answer("SUBMIT")


def backend(server: Scripted, calling: CallSettings = QUICK, **more: Any) -> LiteLLMBackend:
    return LiteLLMBackend(ModelRoles(ModelConfig("openai/some-model", server.base)), calling, **more)


def ask(answers: LiteLLMBackend, *needs: Request) -> list[Response]:
    return asyncio.run(answers(needs))


def test_runs_are_explained_if_that_is_asked_for() -> None:
    with serving(solver) as server:
        (ran,) = ask(backend(server), ExecuteRequest(Program(RIGHT), "3 4", Limits(), explain=True))
    assert isinstance(ran, ExecutionResult)
    assert ran.explanation is not None
    assert "it prints `7`" in ran.explanation.text


def need(prompt: str, n: int = 1, seed: int = 0, temperature: float = 0.5) -> SampleRequest:
    return SampleRequest(prompt, Role.SOLVE, SamplingParams(temperature, 0.9, 64), n, seed)


def test_each_reply_is_a_call_with_a_seed_of_its_own() -> None:
    with serving(lambda request: Answer(f"seed {request['seed']}")) as server:
        answers = backend(server)
        (reply,) = ask(answers, need("two words", n=3, seed=5))
    assert isinstance(reply, Completions)
    assert replace(reply, seconds=None) == Completions(("seed 5", "seed 6", "seed 7"), 6, (2, 2, 2))
    assert reply.seconds
    assert {(r["temperature"], r["top_p"], r["max_tokens"]) for r in server.asked} == {(0.5, 0.9, 64)}
    spent = answers.usage.of("solve").usage
    assert (spent.calls, spent.prompt_tokens, spent.completion_tokens) == (3, 6, 6)
    assert spent.cost is None, "nobody knows what this model costs"


def test_what_is_greedy_and_the_same_is_one_call() -> None:
    with serving(lambda request: Answer("x")) as server:
        replies = ask(backend(server), need("a", n=4, temperature=0), need("a", temperature=0))
    assert [reply.texts for reply in replies if isinstance(reply, Completions)] == [("x",) * 4, ("x",)]
    assert [(r["temperature"], "seed" in r, "top_p" in r) for r in server.asked] == [(0, False, False)]


def test_known_prices_are_added_up() -> None:
    with serving(lambda request: Answer("x")) as server:
        answers = LiteLLMBackend(ModelRoles(ModelConfig("openai/gpt-4o", server.base)), QUICK)
        (reply,) = ask(answers, need("a b c", n=2))
    assert isinstance(reply, Completions)
    assert reply.cost is not None
    assert 0 < reply.cost < 0.01
    assert answers.usage.usage.cost == pytest.approx(reply.cost)


def test_failures_are_retried_and_then_values() -> None:
    seen: Counter[str] = Counter()

    def script(request: dict[str, Any]) -> Answer:
        kind = prompt_of(request)
        seen[kind] += 1
        first = seen[kind] == 1
        return {
            "busy once": Answer("wait", 429, {"Retry-After": "1"}) if first else Answer("good"),
            "down once": Answer("oh", 503) if first else Answer("good"),
            "broken": Answer("internal", 500),
            "junk": Answer(raw=b"<html>not JSON"),
            "slow": Answer("late", delay_s=2),
            "good": Answer("good"),
            "half": Answer("half", 500) if request["seed"] == 1 else Answer("good"),
            "empty": Answer(""),
            "cut": Answer("Let me th", finish="length"),
        }[kind]

    with serving(script) as server:
        answers = backend(server)
        kinds = ("busy once", "down once", "broken", "junk", "slow", "empty", "cut")
        *singles, half = ask(answers, *map(need, kinds), need("half", n=2))
        replies = dict(zip(kinds, singles, strict=True))
    texts = {kind: reply.texts[0] for kind, reply in replies.items() if isinstance(reply, Completions)}
    assert texts == {"busy once": "good", "down once": "good", "empty": "", "cut": "Let me th"}
    reasons = {kind: reply.reason for kind, reply in replies.items() if isinstance(reply, RequestFailed)}
    assert set(reasons) == {"broken", "junk", "slow"}
    assert "internal" in reasons["broken"]
    assert "Timeout" in reasons["slow"]
    assert all(reason.startswith("openai/some-model: ") and "\n" not in reason for reason in reasons.values())
    assert seen["broken"] == 2
    assert isinstance(half, Completions)
    assert half.texts == ("good", ""), "what was paid for is kept"
    passed = answers.usage.of("solve")
    assert (passed.requested, passed.usage.calls, passed.usage.failed, passed.truncated) == (9, 5, 4, 1)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "no valid key"),
        (403, "no valid key"),
        (404, "there is no openai/some-model"),
        (400, "is refused"),
    ],
)
def test_a_wrong_set_up_is_one_clear_error(status: int, message: str) -> None:
    with serving(lambda request: Answer("the server's words", status)) as server:
        with pytest.raises(UsageError, match=f"{message}.*the server's words") as error:
            ask(backend(server, CallSettings(retries=0)), need("a", n=3))
        assert "\n" not in str(error.value)

    def later(request: dict[str, Any]) -> Answer:
        return Answer("fine") if prompt_of(request) == "first" else Answer("no more", status)

    with serving(later) as server:
        answers = backend(server, CallSettings(retries=0))

        async def both() -> list[Response]:
            return [*await answers([need("first")]), *await answers([need("second")])]

        first, second = asyncio.run(both())
        assert isinstance(first, Completions)
        assert isinstance(second, RequestFailed), "the set-up worked"


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("name", ["openai/m", "hosted_vllm/m", "mistral/magistral-small"])
def test_a_reply_in_parts_is_read_and_paid_for_once(name: str) -> None:
    """As Magistral sends it: LiteLLM takes it for a failure of a server that it does not know."""
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    parts = [thought, {"type": "text", "text": "an "}, {"type": "text", "text": "answer"}]

    def script(request: dict[str, Any]) -> Answer:
        message = {"role": "assistant", "content": parts[:1] if prompt_of(request) == "cut" else parts}
        row = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "length"}],
            "usage": {"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8},
        }
        return Answer(raw=json.dumps(row).encode(), headers={"Content-Type": "application/json"})

    with serving(script) as server:
        there = ModelConfig(name, server.base, settings={"api_key": "k"})
        answers = LiteLLMBackend(ModelRoles(there), CallSettings(retries=2))
        whole, cut = ask(answers, need("a"), need("cut"))
        assert len(server.asked) == 2
    assert isinstance(whole, Completions)
    assert (whole.texts, whole.prompt_tokens, whole.completion_tokens) == (("an answer",), 3, (5,))
    assert isinstance(cut, Completions)
    assert cut.texts == ("",)
    assert answers.usage.of("solve").truncated == 2


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"], "input": 0}]}),
        (400, [{"error": {"code": 400, "message": 'Unknown name "seed": Cannot find field.'}}]),
        (400, {"message": "Malformed input request: #: extraneous key [seed] is not permitted"}),
        (400, {"error": {"message": "no"}}),
    ],
)
def test_what_we_add_and_a_server_refuses_is_left_out(status: int, body: Any) -> None:
    def script(request: dict[str, Any]) -> Answer:
        raw = json.dumps(body).encode()
        return Answer(status=status, raw=raw) if "seed" in request else Answer("fine")

    with serving(script) as server:
        for _ in range(2):  # what was learned is the process's: backends live for a request
            (reply,) = ask(backend(server, CallSettings(retries=0)), need("a", n=2))
            assert isinstance(reply, Completions)
            assert reply.texts == ("fine", "fine")
        assert server.refused <= 2
        mine = CallSettings(retries=0, requested=RequestedParams(kept=frozenset({"seed"})))
        with pytest.raises(UsageError, match="is refused"):
            ask(backend(server, mine), need("a"))


def test_a_server_that_is_not_there_and_names_that_mean_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "NOT_SET"):
        monkeypatch.delenv(name, raising=False)
    with serving(solver) as server:
        gone = server.base
    with pytest.raises(UsageError, match=f"no connection for openai/m at {gone}"):
        ask(LiteLLMBackend(ModelRoles(ModelConfig("openai/m", gone)), CallSettings(retries=0)), need("a"))
    for model, message in (
        (ModelConfig("some-model"), "LiteLLM knows no such provider"),
        (ModelConfig("nobody/some-model"), "LiteLLM knows no such provider"),
        (ModelConfig("openai/gpt-4o"), "set OPENAI_API_KEY"),
        (ModelConfig("openai/gpt-4o", api_key_env="NOT_SET"), "--api-key-env NOT_SET"),
    ):
        with pytest.raises(UsageError, match=message):
            LiteLLMBackend(ModelRoles(model))
    with pytest.raises(UsageError, match=r"no valid key for anthropic/claude: .*ANTHROPIC_API_KEY"):
        ask(LiteLLMBackend(ModelRoles(ModelConfig("anthropic/claude")), CallSettings(retries=0)), need("a"))


def test_the_key_is_the_one_that_was_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "my-secret")
    headers: list[str] = []
    with serving(lambda request: Answer("x")) as server:
        ask(LiteLLMBackend(ModelRoles(ModelConfig("openai/m", server.base, "MY_KEY"))), need("a"))
        headers += server.keys
    assert headers == ["Bearer my-secret"]


def test_no_more_calls_at_a_time_than_allowed() -> None:
    lock, now, most = threading.Lock(), 0, 0

    def script(request: dict[str, Any]) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        return Answer("x")

    with serving(script) as server:
        ask(backend(server, CallSettings(concurrency=3)), need("a", n=12))
    assert most == 3


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    with serving(lambda request: Answer(f"seed {request['seed']}")) as server:
        record = ResponseCache(tmp_path / "answers.sqlite")
        (first,) = ask(backend(server, cache=record), need("a", n=3))
        assert len(server.asked) == 3
        again = backend(server, cache=record)
        assert ask(again, need("a", n=3)) == [first]
        assert len(server.asked) == 3
        passed = again.usage.of("solve")
        assert (passed.requested, passed.cache_hits, passed.usage) == (3, 3, Usage())
        ask(again, need("a", n=4), need("b"), need("a", temperature=0.6))
        assert len(server.asked) == 6
        other = LiteLLMBackend(ModelRoles(ModelConfig("openai/other", server.base)), QUICK, cache=record)
        ask(other, need("a"))
        assert len(server.asked) == 7


def completion(**parts: Any) -> Answer:
    """A reply, with other parts in the place of the usual ones."""
    message = {"role": "assistant", **parts.pop("message", {"content": "hi"})}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    row = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    return Answer(raw=json.dumps({**row, "choices": choices, "usage": usage, **parts}).encode())


@pytest.mark.parametrize(
    ("answer", "said", "tokens"),
    [
        (completion(message={"content": None, "refusal": "I will not."}), "I will not.", 2),
        (completion(message={"content": "a\ud800"}), "a\ud800", 2),
        (completion(usage=None), "hi", None),
        (completion(usage={"prompt_tokens": None, "completion_tokens": None}), "hi", None),
        (completion(usage={"prompt_tokens": -1, "completion_tokens": -1, "total_tokens": -2}), "hi", None),
        (completion(usage={"prompt_tokens": "3", "completion_tokens": "2", "total_tokens": "5"}), "hi", 2),
        (completion(choices=[]), None, None),
        (completion(choices=None), None, None),
        (completion(choices=["hi"]), None, None),
        (completion(message={"content": 5}), None, None),
        (completion(error={"message": "overloaded", "code": 500}, choices=None), None, None),
        (Answer(raw=b"[]"), None, None),
        (Answer(raw=b""), None, None),
    ],
)
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_whatever_a_server_says_is_a_value(answer: Answer, said: str | None, tokens: int | None) -> None:
    with serving(lambda request: answer) as server:
        answers = backend(server, CallSettings(retries=0))
        (reply,) = ask(answers, need("a"))
    if said is None:
        assert isinstance(reply, RequestFailed)
        assert reply.retryable
        assert "Traceback" not in reply.reason
        assert answers.usage.retryable_failures == 1
    else:
        assert isinstance(reply, Completions)
        assert reply.texts == (said,)
        assert reply.completion_tokens == (None if tokens is None else (tokens,))


def test_what_is_wrong_with_the_request_stays_so() -> None:
    def script(request: dict[str, Any]) -> Answer:
        return Answer("too long", 400) if prompt_of(request) == "b" else Answer("fine")

    with serving(script) as server:
        answers = backend(server, CallSettings(retries=0))
        ask(answers, need("a"))
        (reply,) = ask(answers, need("b"))
    assert isinstance(reply, RequestFailed)
    assert not reply.retryable
    assert answers.usage.retryable_failures == 0


def test_the_key_of_an_answer_is_all_that_it_depends_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = SampleRequest("a", Role.SOLVE, SamplingParams(0.5, 0.9, 64), 1, 0)
    others = [
        replace(plain, prompt="b"),
        replace(plain, seed=1),
        replace(plain, n=2, seed=-1),  # the second with seed 0 again: another sample
        replace(plain, sampling=SamplingParams(0.6, 0.9, 64)),
        replace(plain, sampling=SamplingParams(0.5, 0.8, 64)),
        replace(plain, sampling=SamplingParams(0.5, 0.9, 65)),
        replace(plain, chat_request='{"messages": [{"role": "user", "content": "a"}]}'),
        replace(plain, chat_request='{"messages": [{"role": "user", "content": "a"}], "stop": ["x"]}'),
    ]
    record = ResponseCache(tmp_path / "answers.sqlite")
    with serving(lambda request: Answer("x")) as server, serving(lambda request: Answer("y")) as other:
        for one in (plain, *others, plain, *others):
            ask(backend(server, cache=record), one)
        assert len(server.asked) == 1 + len(others) + 1
        asked = len(server.asked)
        ask(
            LiteLLMBackend(
                ModelRoles(ModelConfig("openai/some-model", server.base + "/")), QUICK, cache=record
            ),
            plain,
        )
        ask(backend(server, cache=record), replace(plain, role=Role.FIX))
        assert len(server.asked) == asked, "the same address, and the same question in another role"
        ask(backend(other, cache=record), plain)
        assert len(other.asked) == 1
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        for base in (server.base, other.base):
            monkeypatch.setenv("OPENAI_BASE_URL", base)
            ask(LiteLLMBackend(ModelRoles(ModelConfig("openai/some-model")), QUICK, cache=record), plain)
        assert (len(server.asked), len(other.asked)) == (asked, 1), "an address from the environment counts"


def test_two_processes_do_not_pay_for_the_same(tmp_path: Path) -> None:
    """While another process asks we wait, and then take its answer."""
    path = tmp_path / "answers.sqlite"
    code = (
        "import asyncio, json, sys\nfrom pathlib import Path\n"
        "from ses_plugin.response_cache import ResponseCache\n"
        "asked = json.loads(sys.argv[2])\n"
        "async def ask():\n"
        "    record = ResponseCache(Path(sys.argv[1]))\n"
        "    async with record.lock(asked):\n"
        "        print(flush=True); await asyncio.sleep(1); record.put(asked, {'text': 'theirs'})\n"
        "asyncio.run(ask())\n"
    )
    with serving(lambda request: Answer("ours")) as server:
        asked = {"model": "openai/some-model", "api_base": server.base, "prompt": "a", "temperature": 0.5}
        asked |= {"top_p": 0.9, "max_tokens": 64, "seed": 0, "index": 0}
        answers = backend(server, cache=ResponseCache(path))
        arguments = [sys.executable, "-c", code, str(path), json.dumps(asked)]
        other = subprocess.Popen(arguments, stdout=subprocess.PIPE)
        assert other.stdout is not None
        other.stdout.readline()
        replies = ask(answers, need("a"), need("b"))
        other.communicate()
        assert [reply.texts for reply in replies if isinstance(reply, Completions)] == [
            ("theirs",),
            ("ours",),
        ]
        assert len(server.asked) == 1
    assert answers.usage.of("solve").cache_hits == 1


def test_limits_hold_back_calls_and_spare_those_that_are_kept(tmp_path: Path) -> None:
    record = ResponseCache(tmp_path / "answers.sqlite")
    with serving(lambda request: Answer("one two three")) as server:

        def limited(most: Budget) -> LiteLLMBackend:
            return backend(server, cache=record, spending_limit=SpendingLimit(most))

        first = limited(Budget(calls=2))
        (reply,) = ask(first, need("a", n=3))
        assert isinstance(reply, Completions)
        assert (reply.texts, len(server.asked)) == (("one two three",) * 2 + ("",), 2)
        assert first.usage.of("solve").retryable_failures == 1
        assert first.usage.last_failure == "the limit of 2 calls is reached"
        ask(limited(Budget(calls=2)), need("a", n=3))
        assert len(server.asked) == 2, "the same command again spends nothing"
        (reply,) = ask(limited(Budget(calls=3)), need("a", n=3))
        assert isinstance(reply, Completions)
        assert reply.texts == ("one two three",) * 3
        ask(limited(Budget(tokens=100)), need("b", n=30))  # of at most 64 tokens, three in fact
        assert len(server.asked) == 3 + 13
        with pytest.raises(UsageError, match="--max-cost: LiteLLM has no price for openai/some-model"):
            limited(Budget(cost=1))


def test_a_repeated_run_counts_what_it_spent_before_its_first_call(tmp_path: Path) -> None:
    """The requests of the repetition come in another order: new ones before those with a cached reply."""
    cache = ResponseCache(tmp_path / "answers.sqlite")
    with serving(lambda request: Answer("one two three")) as server:

        def repetition(run: str, limit: int) -> LiteLLMBackend:
            return backend(server, cache=cache, spending_limit=SpendingLimit(Budget(calls=limit)), run=run)

        ask(repetition("a", 2), need("first", n=2))
        ask(again := repetition("a", 2), need("new", n=2), need("first", n=2))
        assert len(server.asked) == 2
        assert again.usage.of("solve").cache_hits == 2
        ask(repetition("a", 3), need("new", n=2), need("first", n=2))
        assert len(server.asked) == 3, "a cached reply counts once"
        ask(repetition("b", 3), need("first", n=2), need("new", n=2))
        assert len(server.asked) == 3, "replies that another run paid for count as they are used"
        ask(repetition("b", 4), need("other", n=2))
        assert len(server.asked) == 4


def test_the_cost_is_never_over_its_limit() -> None:
    with serving(lambda request: Answer("x " * 60)) as server:
        limit = SpendingLimit(Budget(cost=0.01))
        answers = LiteLLMBackend(
            ModelRoles(ModelConfig("openai/gpt-4o", server.base)), QUICK, spending_limit=limit
        )
        ask(answers, need("a b c", n=40))
    cost = answers.usage.usage.cost
    assert cost is not None
    assert 0.008 < cost <= 0.01
    assert answers.usage.last_failure == "the limit of $0.01 is reached"


def test_roles_may_be_played_by_two_models_and_programs_run_in_the_sandbox() -> None:
    task = PublicProblem("Print the sum of two numbers.", (Test("3 4", "7"), Test("2 2", "4")))
    with serving(solver) as server:
        models = ModelRoles(
            ModelConfig("openai/big", server.base), simulate=ModelConfig("openai/small", server.base)
        )
        answers = LiteLLMBackend(models, QUICK)
        choice = asyncio.run(arun(self_verify(task, SelfVerify(k=3)), answers))
        asked = Counter((r["model"], prompt_of(r).split()[0]) for r in server.asked)
        (ran,) = ask(answers, ExecuteRequest(Program(RIGHT), "3 4", Limits()))
    assert choice.program == Program(RIGHT + "\n")
    assert set(asked) == {("big", "Solve"), ("small", "Simulate")}
    assert isinstance(ran, ExecutionResult)
    assert (ran.outcome, ran.output) == (Outcome.OK, "7\n")
    assert answers.usage.of("execute").usage.calls == 1


# --- the commands, as processes of their own --------------------------------------------------------------


def started(server: Scripted, cache: Path, *arguments: str) -> subprocess.Popen[str]:
    # Where this runs in the background SIGINT is ignored, and a child would be born so.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from ses_plugin.cli import main; sys.exit(main())"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments, "--model", "openai/m", "--api-base", server.base],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kept(cache: Path) -> int:
    path = cache / "ses" / "calls-v1.sqlite"
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(path) as file:
            return int(file.execute("SELECT COUNT(*) FROM answers").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    """Ctrl-C after two of six candidates, kill -9 after four: no answered call is made again."""
    allowed, stuck = 2, threading.Event()

    def script(request: dict[str, Any]) -> Answer:
        if prompt_of(request).startswith("Solve") and request["seed"] >= allowed:
            stuck.wait(600)
        return solver(request)

    def solve_seeds() -> list[int]:
        return sorted(r["seed"] for r in server.asked if prompt_of(r).startswith("Solve"))

    with serving(script) as server:
        for how, allowed in ((signal.SIGINT, 2), (signal.SIGKILL, 4)):
            server.asked.clear()
            stuck.clear()
            process = started(server, tmp_path, "solve", "-", "--k", "6")
            process.stdin.write(STATEMENT)  # type: ignore[union-attr]
            process.stdin.close()  # type: ignore[union-attr]
            process.stdin = None
            while kept(tmp_path) < allowed:
                assert process.poll() is None, process.stderr and process.stderr.read()
                time.sleep(0.05)
            assert solve_seeds() == list(range(allowed - 2, allowed))
            process.send_signal(how)
            out, told = process.communicate(timeout=120)
            assert (out, process.returncode) == ("", 130 if how is signal.SIGINT else -how)
            assert "Traceback" not in told
            assert ("run the same command to continue" in told) == (how is signal.SIGINT)
            stuck.set()
            time.sleep(0.2)  # what was under way ends at the server
        server.asked.clear()
        out, told = started(server, tmp_path, "solve", "-", "--k", "6").communicate(STATEMENT, timeout=600)
        assert out.strip() == RIGHT, told
        assert solve_seeds() == [4, 5]
