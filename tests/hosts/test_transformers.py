"""Real transformers models, tiny and random, that answer rounds in this process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.drivers import run, run_lockstep
from ses_plugin.problems.loader import load_builtin_problems
from ses_plugin.strategies import (
    Candidate,
    ExecuteRequest,
    ModelPredictor,
    Pruning,
    Role,
    SampleRequest,
    SamplingParams,
    SelfVerify,
    select_by_prediction,
)
from ses_plugin.strategies.flow import Completions, Flow, RequestFailed
from ses_plugin.strategies.self_verify import SelfVerifyResult, self_verify
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Limits, Program

pytestmark = pytest.mark.filterwarnings("ignore")  # torch and transformers have many
WARM, GREEDY = SamplingParams(max_tokens=12), SamplingParams(temperature=0.0, max_tokens=12)


@pytest.fixture(scope="module")
def loaded(tiny_model: Path) -> tuple[Any, Any]:
    return _loaded(tiny_model)


def _loaded(folder: Path) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    return AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)


def backend(loaded: tuple[Any, Any], **options: Any) -> Any:
    from ses_plugin.adapters.transformers import TransformersBackend

    return TransformersBackend(*loaded, **options)


def texts(replies: Sequence[object]) -> list[tuple[str, ...]]:
    return [reply.texts for reply in replies if isinstance(reply, Completions)]


def asked() -> list[SampleRequest]:
    prompts = ["a", "a rather long prompt, which shorter ones are padded to", "of some length"]
    warm = [SampleRequest(prompt, Role.SOLVE, WARM, n=3, seed=7) for prompt in prompts]
    return [*warm, *(SampleRequest(prompt, Role.SIMULATE, GREEDY) for prompt in prompts)]


def test_a_reply_does_not_depend_on_its_batch(loaded: tuple[Any, Any]) -> None:
    together = texts(backend(loaded, batch_size=32)(asked()))
    assert len(together) == 6
    assert together == texts([reply for need in asked() for reply in backend(loaded, batch_size=1)([need])])
    assert [len(set(three)) for three in together[:3]] == [3, 3, 3]
    later = backend(loaded)([SampleRequest("a", Role.SOLVE, WARM, n=2, seed=8)])
    assert texts(later) == [together[0][1:]], "the i-th is drawn with seed + i"


def test_greedy_replies_are_asked_once_and_are_those_of_generate(loaded: tuple[Any, Any]) -> None:
    import torch

    model, tokenizer = loaded
    batches = []
    model.register_forward_hook(lambda *_: batches.append(1))
    need = SampleRequest("a", Role.SOLVE, GREEDY, n=2)
    (reply, other) = backend(loaded, chat=False, batch_size=1)([need, need])
    assert sum(batches) == GREEDY.max_tokens
    ids = tokenizer("a", return_tensors="pt")["input_ids"]
    with torch.no_grad():
        own = model.generate(ids, do_sample=False, max_new_tokens=12)[0, ids.shape[1] :]
    assert reply.texts == other.texts == (tokenizer.decode(own, skip_special_tokens=True),) * 2
    assert reply.prompt_tokens == 2 * ids.shape[1]


def test_a_reply_ends_where_the_model_ends_it(tiny_model: Path) -> None:
    model, tokenizer = _loaded(tiny_model)
    needs = [SampleRequest(prompt, Role.SOLVE, GREEDY) for prompt in ("a", "a rather long prompt")]
    open_end = backend((model, tokenizer))
    (first, _) = open_end(needs)
    assert first.completion_tokens == (12,)
    assert first.texts[0] in open_end.truncated_replies
    ids = tokenizer("<|user|>a<|end|><|assistant|>", return_tensors="pt")["input_ids"]
    assert first.prompt_tokens == ids.shape[1], "padding is not counted"
    written = model.generate(ids, do_sample=False, max_new_tokens=12)[0, ids.shape[1] :].tolist()
    model.generation_config.eos_token_id = [tokenizer.eos_token_id, written[3]]
    ending = backend((model, tokenizer))
    (first, second) = ending(needs)
    assert first.completion_tokens == (written.index(written[3]) + 1,)
    assert first.texts[0] not in ending.truncated_replies
    assert second.texts == backend((model, tokenizer))(needs[1:])[0].texts


def test_what_a_model_cannot_hold_has_failed(loaded: tuple[Any, Any]) -> None:
    long = SampleRequest("a", Role.SOLVE, SamplingParams(max_tokens=9000))
    execute = ExecuteRequest(Program("print(6 * 7)"), "", Limits())
    failed, ran, short = backend(loaded)([long, execute, SampleRequest("a", Role.SOLVE, GREEDY)])
    assert isinstance(failed, RequestFailed)
    assert "the model's context has 8192" in failed.reason
    assert ran.stdout == "42\n"
    assert isinstance(short, Completions)
    assert backend(loaded)([]) == []


def test_another_model_predicts(loaded: tuple[Any, Any], tiny_model: Path) -> None:
    import torch

    other = _loaded(tiny_model)
    torch.manual_seed(1)
    torch.nn.init.normal_(other[0].lm_head.weight)
    needs = [SampleRequest("a", role, GREEDY) for role in (Role.SOLVE, Role.SIMULATE, Role.FIX)]
    mine, its = texts(backend(loaded)(needs)), texts(backend(other)(needs))
    assert texts(backend(loaded, simulator=other)(needs)) == [mine[0], its[1], mine[2]] != mine


def test_replies_are_drawn_as_the_model_says() -> None:
    import torch

    from ses_plugin.adapters.transformers import _SeededSampler

    wanted, count = torch.tensor([0.6, 0.3, 0.1, 0.0]), 4000

    def frequencies(temperature: float, top_p: float) -> Any:
        drawn = _SeededSampler(SamplingParams(temperature, top_p), range(count), "cpu")
        rows = drawn(None, wanted.log().repeat(count, 1)).argmax(-1)
        return torch.bincount(rows, minlength=4) / count

    assert torch.allclose(frequencies(1.0, 1.0), wanted, atol=0.03)
    assert torch.allclose(frequencies(0.5, 1.0), wanted**2 / (wanted**2).sum(), atol=0.03)
    assert torch.allclose(frequencies(1.0, 0.8), torch.tensor([2 / 3, 1 / 3, 0.0, 0.0]), atol=0.03)
    assert frequencies(1.0, 0.0)[0] == 1.0


def test_self_verify_over_problems(loaded: tuple[Any, Any]) -> None:
    tasks = [problem.public for problem in load_builtin_problems()[:2]]
    options = SelfVerify(k=2, sampling=WARM, predictor=ModelPredictor(GREEDY), pruning=Pruning.NONE)
    drafts = [Candidate("", Program("print(1)")), Candidate("", Program("print(2)"))]

    def flows(task: PublicProblem) -> list[Flow[SelfVerifyResult]]:
        return [self_verify(task, options), select_by_prediction(task, drafts, options)]

    all_flows = [flow for task in tasks for flow in flows(task)]
    together = run_lockstep(all_flows, backend(loaded))
    assert together == [run(flow, backend(loaded)) for task in tasks for flow in flows(task)]
    drawn, chosen = together[:2]
    assert len({candidate.reply for candidate in drawn.candidates}) == 2
    assert len(chosen.predicted_passes[0]) == len(tasks[0].public_tests)
    assert chosen.program in (drafts[0].program, drafts[1].program)
