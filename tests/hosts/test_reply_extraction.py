"""What front ends read out of replies: class `Solution`, and reasoning that servers keep apart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.cli.doctor import tasks_dir
from ses_plugin.drivers import run
from ses_plugin.problems.loader import problem_to_row
from ses_plugin.service.samples import build_sample, judge_sample, passes_private
from ses_plugin.strategies import (
    CandidateReport,
    Completions,
    Request,
    Response,
    Role,
    SampleRequest,
    SelfFix,
    self_fix,
)
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from tests.hosts.scripted_server import Answer, serving
from tests.hosts.test_litellm import ask, backend, need

pytestmark = pytest.mark.filterwarnings("ignore")  # lm-eval's and LiteLLM's own

METHOD = "class Solution:\n    def area(self, w, h):\n        return w {sign} h\n"
RIGHT, WRONG = METHOD.format(sign="*"), METHOD.format(sign="+")
USE = "```python\nprint(Solution().area(2, 3))\n```\n"
TASK = PublicProblem("The area of a rectangle.", (Test("2, 3", "6"),), "area")
PRIVATE = (Test("2, 3", "6"), Test("4, 5", "20"))


def replied(source: str) -> str:
    return f"So:\n```python\n{source}```\nFor example:\n{USE}It gives:\n```\n6\n```\n"


def test_rewards_call_methods() -> None:
    rewards = pytest.importorskip("ses_plugin.adapters.trl.rewards")
    row = json.dumps(problem_to_row(Problem("area", TASK, PrivateTests(PRIVATE))))
    logged: dict[str, float] = {}
    completions = [
        replied(RIGHT),
        [{"role": "assistant", "content": replied(WRONG)}],
        USE,
        "No idea.",
        "skipped",
    ]
    got = asyncio.run(
        rewards.private_tests_reward(
            completions,
            task=["solve"] * 4 + ["output_prediction"],
            problem=[row] * 4 + [""],
            log_metric=logged.__setitem__,
        )
    )
    assert got == [1.0, -1.0, -1.0, -1.0, None]
    assert logged == {"solve/private_pass": 0.25, "solve/no_code": 0.25}


def test_given_candidates_have_methods() -> None:
    problem = Problem("area", TASK, PrivateTests(PRIVATE))
    sample = build_sample("solve", [CandidateReport(source, "") for source in (RIGHT, WRONG, None)])
    judged = judge_sample(problem, sample)["candidates"]
    assert [passes_private(candidate) for candidate in judged] == [True, False, False]


def test_a_repaired_method_can_be_called() -> None:
    def model(needs: Sequence[Request]) -> list[Response]:
        (wanted,) = needs
        assert isinstance(wanted, SampleRequest)
        text = {
            Role.SOLVE: replied(WRONG),
            Role.SIMULATE: f"<output>{'6' if RIGHT in wanted.prompt else '5'}</output>",
            Role.FIX: "SUBMIT" if RIGHT in wanted.prompt else replied(RIGHT),
        }[wanted.role]
        return [Completions((text,))]

    fixed = run(self_fix(TASK, SelfFix()), model)
    assert [turn.passed for turn in fixed.turns] == [(False,), (True,)]
    assert fixed.stop_reason == "submitted"
    assert fixed.program is not None
    assert fixed.program.source == f"{RIGHT}\n\narea = Solution().area\n"


def message(content: str | None, **fields: str) -> Answer:
    """A completion whose reasoning is not in its text."""
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": content, **fields},
    }
    head = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    body = json.dumps({**head, "choices": [choice]}).encode()
    return Answer(raw=body, headers={"Content-Type": "application/json"})


def test_litellm_counts_reasoning_without_a_text_as_cut() -> None:
    replies = {
        "cut": message(None, reasoning_content="so <output>1</output> then"),
        "empty": message("", reasoning="so"),
        "whole": message("2", reasoning_content="so"),
        "nothing": message(""),
    }
    with serving(lambda request: replies[request["messages"][0]["content"]]) as server:
        answers = backend(server)
        ask(answers, *map(need, replies))
    assert answers.usage.of("solve").truncated == 2


def test_the_openai_wrapper_counts_reasoning_without_a_text_as_cut() -> None:
    endpoints = pytest.importorskip("ses_plugin.adapters.openai.endpoints")
    responses = pytest.importorskip("ses_plugin.adapters.openai.responses").ResponsesEndpoint()
    chat = endpoints.ChatCompletionsEndpoint()

    def cut(content: str | None, **fields: str) -> bool:
        return bool(chat.parse_response(json.loads(message(content, **fields).raw or b"")).truncated)

    assert cut(None, reasoning_content="so")
    assert cut("", reasoning="so")
    assert not cut("2", reasoning_content="so")
    assert not cut("")
    thought = {"type": "reasoning", "summary": []}
    said = {"type": "message", "content": [{"type": "output_text", "text": "2"}]}
    assert responses.parse_response({"output": [thought]}).truncated
    assert not responses.parse_response({"output": [thought, said]}).truncated


def test_lm_eval_counts_reasoning_without_a_text_as_truncated() -> None:
    lm_eval = pytest.importorskip("lm_eval")
    from lm_eval.tasks import TaskManager

    thoughts = [
        message(None, reasoning_content="so <output>1</output> then"),
        message("", reasoning="so"),
        message(""),
        message("<think>so <output>1</output> then"),
    ]
    with serving(lambda request: thoughts.pop()) as server:
        done = lm_eval.simple_evaluate(
            model="local-chat-completions",
            model_args=f"model=m,base_url={server.base}/chat/completions,num_concurrent=1,max_retries=1",
            tasks=["ses_output_pred"],
            task_manager=TaskManager(include_path=tasks_dir(), include_defaults=False),
            apply_chat_template=True,
            limit=4,
            bootstrap_iters=0,
        )
    got = done["results"]["ses_output_pred"]
    assert (got["truncated,none"], got["answered,none"], got["pass@1,none"]) == (0.75, 0.0, 0.0)
    (empty, *_) = {json.dumps(sample["resps"]) for sample in done["samples"]["ses_output_pred"]} & {'[[""]]'}
    assert empty, "other tasks and logs have the text that lm-eval makes of it"


def test_a_prompt_that_begins_the_reasoning(tiny_model: Path) -> None:
    """A cut-off reply has no mark then; the backend of transformers gives it the one of the prompt."""
    transformers: Any = pytest.importorskip("transformers")
    from ses_plugin.adapters.transformers import TransformersBackend
    from ses_plugin.strategies import SamplingParams

    model = transformers.AutoModelForCausalLM.from_pretrained(tiny_model)
    tokenizer = transformers.AutoTokenizer.from_pretrained(tiny_model)
    tokenizer.chat_template = "{{ messages[0]['content'] }}\n<think>\n"
    wanted = SampleRequest("a", Role.SIMULATE, SamplingParams(temperature=0.0, max_tokens=4))
    (reply,) = TransformersBackend(model, tokenizer)([wanted])
    assert isinstance(reply, Completions)
    assert reply.texts[0].startswith("<think>")
    (reply,) = TransformersBackend(model, tokenizer, chat=False)([wanted])
    assert isinstance(reply, Completions)
    assert not reply.texts[0].startswith("<think>")
