"""The solving tasks through lm-eval's own evaluator, with a model that knows the answers."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ses_plugin.adapters.lm_eval.round_batching import BatchedModel
from ses_plugin.adapters.lm_eval.sample_logs import StoredCandidate, read_candidates
from ses_plugin.adapters.lm_eval.strategy_requests import StrategyRequest, ses_run_strategy
from ses_plugin.cli.doctor import tasks_dir
from ses_plugin.datasets.sources import load_sources
from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.problems.loader import load_builtin_problems, problem_to_row
from ses_plugin.report.prompt_rebuild import PromptCounts, PromptRebuilder
from ses_plugin.service.samples import SolvingSample, build_sample
from ses_plugin.strategies import SelfFix, self_fix
from ses_plugin.strategies.flow import Completions, Flow, Role, SampleRequest, SamplingParams
from ses_plugin.types.problem import PrivateTests, PublicProblem, Test
from ses_plugin.types.program import Program

pytestmark = pytest.mark.filterwarnings("ignore")

LIMIT = 4
SHOWN = re.compile(r"<program>\n(.*?)\n</program>\n\n<input>\n(.*?)\n</input>", re.DOTALL)
PREDICTED = re.compile(r"Expected:\n(.*?)\nPredicted:\n(.*?)\n</test>", re.DOTALL)


def fenced(source: str) -> str:
    return f"Thus:\n```python\n{source}\n```"


def scripted(lies: bool = False) -> Any:
    """A model that writes right and wrong programs in turn, simulates truly (or never), and fixes rightly."""
    from lm_eval.api.model import LM

    statements = {
        problem.public.statement: problem.id.removeprefix("ses/") for problem in load_builtin_problems()
    }
    programs = {source.name: source.programs for source in load_sources()}

    class Scripted(LM):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.prompts: list[str] = []
            self.settings: list[dict[str, Any]] = []
            self.calls = 0

        def generate_until(self, requests: Any) -> list[str]:
            self.calls += 1
            prompts = [request.args[0] for request in requests]
            self.prompts += prompts
            self.settings += [request.args[1] for request in requests]
            return [self.answer(prompt, number) for number, prompt in enumerate(prompts)]

        def answer(self, prompt: str, number: int) -> str:
            if shown := SHOWN.search(prompt):
                ran = shared_sandbox().run(Program(shown[1]), shown[2] + "\n")
                return "<output>wrong</output>" if lies else f"<output>\n{ran.stdout}</output>"
            name = next(name for text, name in statements.items() if text in prompt)
            if "Predicted:" not in prompt:
                return fenced(programs[name][("wrong_1", "correct_2", "wrong_2")[number % 3]].source)
            right = all(expected == predicted for expected, predicted in PREDICTED.findall(prompt))
            return "SUBMIT" if right else fenced(programs[name]["correct_1"].source)

        loglikelihood = loglikelihood_rolling = None

    return Scripted()


def evaluate(
    model: Any, task: str, gen_kwargs: str | None = None, *, cached: Any = False, **metadata: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    import lm_eval
    from lm_eval.tasks import TaskManager

    # Without lm-eval's own 14,000 files of tasks, which take it seconds to read each time.
    ours = TaskManager(metadata=metadata, include_path=tasks_dir(), include_defaults=False)
    done = lm_eval.simple_evaluate(
        model=model,
        tasks=[task],
        limit=LIMIT,
        gen_kwargs=gen_kwargs,
        metadata=metadata,
        task_manager=ours,
        confirm_run_unsafe_code=True,
        cache_requests=cached,
    )
    results = {k.removesuffix(",none"): v for k, v in done["results"][task].items()}
    return results, done["samples"][task]


@pytest.fixture(scope="module")
def verified() -> tuple[Any, dict[str, Any], list[dict[str, Any]]]:
    model = scripted()
    return model, *evaluate(model, "ses_self_verify", ses_k=3)


def test_self_verify_with_a_true_simulator_is_its_oracle(verified: Any) -> None:
    _, results, _ = verified
    assert results["pass@1"] == pytest.approx(1 / 3)
    assert results["pass@3"] == 1.0
    assert results["best@3_simulate"] == results["best@3_exec"] > results["pass@1"]
    assert results["simulation_gap"] == 0.0
    assert results["verdict_accuracy"] == 1.0


def test_a_round_is_one_call_of_the_model(verified: Any) -> None:
    model, _, _ = verified
    assert model.calls <= 1 + max(len(problem.public.public_tests) for problem in load_builtin_problems())


def test_no_private_test_reaches_a_prompt(verified: Any) -> None:
    model, _, samples = verified
    for sample in samples:
        public = [text for test in sample["doc"]["public"] for text in test]
        for text in (text for test in sample["doc"]["private"] for text in test):
            if len(text) > 20 and not any(text.strip() in shown for shown in public):
                assert not any(text.strip() in prompt for prompt in model.prompts)


def test_a_simulator_that_is_always_wrong_chooses_by_chance() -> None:
    results, samples = evaluate(scripted(lies=True), "ses_self_verify", ses_k=3, ses_votes=2)
    assert results["best@3_simulate"] == pytest.approx(results["pass@1"])
    assert results["simulation_gap"] > 0
    logged = json.loads(samples[0]["resps"][0][0])
    assert [candidate["tied"] for candidate in logged["candidates"]] == [True] * 3


def test_self_fix_repairs_what_its_simulation_shows() -> None:
    results, _ = evaluate(scripted(), "ses_self_fix", ses_turns=3)
    assert results["final_public_pass@1"] == 1.0
    assert results["final_pass@1"] >= results["initial_pass@1"]
    assert results["broken"] == 0.0
    assert results["fixed"] + results["kept_right"] == pytest.approx(results["final_pass@1"])
    assert results["submitted"] == 1.0


def test_plain_solving() -> None:
    results, _ = evaluate(scripted(), "ses_solve", ses_samples=3)
    assert results["pass@1"] == pytest.approx(1 / 3)
    assert results["pass@3"] == 1.0


def test_a_strategy_by_its_name() -> None:
    results, samples = evaluate(scripted(), "ses_strategy", ses_strategy="self-verify", ses_k=3)
    assert results["public_pass@1"] == results["has_program"] == 1.0
    logged = json.loads(samples[0]["resps"][0][0])
    (chosen,) = [candidate for candidate in logged["candidates"] if candidate["chosen"]]
    assert chosen["private"]["tests"] == len(samples[0]["doc"]["private"])
    assert chosen["reply"].count("```") == 2
    for example, run in zip(chosen["examples"], chosen["runs"], strict=True):
        (vote,) = example["predictions"]
        assert (vote["status"], run["verdict"], example["passed"]) == ("answered", "AC", True)
        assert vote["output"] in vote["reply"]
        assert run["output"].split() == example["expected"].split()
    assert logged["usage"]["solve"]["calls"] == 3
    plain, _ = evaluate(scripted(), "ses_strategy", ses_strategy="solve")
    assert plain["public_pass@1"] < results["public_pass@1"]
    assert plain["pass@1"] < results["pass@1"]
    for metadata, says in (
        (
            {"ses_strategy": "best"},
            "--metadata ses_strategy=best: no strategy 'best' is known; known: solve, self-verify, self-fix",
        ),
        ({"ses_strategy_options": "x"}, "ses_strategy_options=x: 'x' is not an object of JSON"),
        (
            {"ses_strategy": "solve", "ses_strategy_options": {"x": 1}},
            "--metadata ses_strategy_options is an option of a plugin's strategy, not of solve",
        ),
        ({"ses_prompts": "v9"}, "ses_prompts=v9: no prompt set 'v9' is known; known: v1"),
        (
            {"ses_k": 4, "ses_max_calls": 3},
            "ses_max_calls=3: a problem with ses_k=4 candidates takes at least 4",
        ),
    ):
        with pytest.raises(UsageError, match=says):
            evaluate(scripted(), "ses_strategy", **metadata)


def test_a_model_that_says_nothing() -> None:
    model = scripted()
    model.answer = lambda prompt, number: ""
    for task in ("ses_solve", "ses_self_verify", "ses_self_fix"):
        results, _ = evaluate(model, task, ses_k=2)
        assert results.get("has_program", 0.0) == 0.0
        assert results.get("pass@1", 0.0) == results.get("final_pass@1", 0.0) == 0.0


def test_more_candidates_than_k_are_all_scored() -> None:
    model = scripted()
    results, samples = evaluate(model, "ses_self_verify", ses_k=2, ses_samples=3)
    logged = json.loads(samples[0]["resps"][0][0])
    passed = [[example["passed"] for example in one["examples"]] for one in logged["candidates"]]
    assert [len(verdicts) for verdicts in passed] == [len(samples[0]["doc"]["public"])] * 3
    assert not any(None in verdicts for verdicts in passed)
    assert results["pass@1"] < results["best@2_simulate"] == results["best@2_exec"] < 1.0
    assert results["verdict_fp"] == results["verdict_fn"] == 0.0
    assert results["verdict_tp"] + results["verdict_tn"] == 1.0


def test_confidence_and_its_calibration(verified: Any) -> None:
    _, results, _ = verified
    assert results["confidence"] == 1.0
    assert results["ece"] == pytest.approx(1.0 - results["best@3_simulate"])


def test_the_oracle_of_self_fix_needs_no_simulation() -> None:
    results, samples = evaluate(scripted(lies=True), "ses_self_fix", ses_turns=3)
    assert results["oracle_public_pass@1"] == 1.0
    assert results["oracle_broken"] == 0.0
    assert results["oracle_turns"] <= results["turns"]
    logged = json.loads(samples[0]["resps"][0][0])
    first, oracle = logged["candidates"][0], logged["oracle"][0]
    assert first["program"] == oracle["program"]
    without, _ = evaluate(scripted(), "ses_self_fix", ses_turns=3, ses_compare_execution=0)
    assert "oracle_pass@1" not in without


def test_candidates_of_another_model_are_verified(tmp_path: Path) -> None:
    _, samples = evaluate(scripted(), "ses_solve", ses_samples=3)
    logged = tmp_path / "samples_ses_solve.jsonl"
    logged.write_text("".join(json.dumps(sample, default=str) + "\n" for sample in samples))
    model = scripted()
    results, judged = evaluate(model, "ses_verify", ses_k=3, ses_pool=str(logged))
    assert len(judged) == LIMIT
    assert results["pass@1"] == pytest.approx(1 / 3)
    assert results["best@3_simulate"] == results["best@3_exec"] > results["pass@1"]
    assert all("Think about it first" not in prompt for prompt in model.prompts)
    rows = [{"id": sample["doc"]["id"], "programs": ["print(1)", None]} for sample in samples[:2]]
    own = tmp_path / "pool.jsonl"
    own.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert len(evaluate(scripted(), "ses_verify", ses_k=2, ses_pool=str(own))[1]) == 2


def test_a_pool_of_more_than_k_candidates_is_predicted_whole(tmp_path: Path) -> None:
    source = load_sources()[0]
    row = {"id": f"ses/{source.name}", "programs": [program.source for program in source.programs.values()]}
    pool = tmp_path / "pool.jsonl"
    pool.write_text(json.dumps(row) + "\n")
    _, [judged] = evaluate(scripted(), "ses_verify", ses_k=2, ses_pruning="winner_only", ses_pool=str(pool))
    candidates = json.loads(judged["resps"][0][0])["candidates"]
    assert len(candidates) == len(row["programs"]) > 2
    assert all(example["predictions"] for candidate in candidates for example in candidate["examples"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "no candidates: give --metadata ses_pool=FILE"),
        ("", "no candidates"),
        ('{"id": 1}\n', "line 1: neither"),
        ('{"id": "x", "programs": [1]}', "line 1: neither"),
        ('{"id": "x", "programs": []}', "no candidates for any of the 64 problems"),
    ],
)
def test_a_pool_that_is_none(tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "pool.jsonl"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=says):
        evaluate(scripted(), "ses_verify", **({} if text is None else {"ses_pool": str(path)}))


def test_a_recording_gives_every_metric_again_without_the_model(tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    options: dict[str, dict[str, Any]] = {"ses_self_verify": {"ses_k": 3}, "ses_self_fix": {"ses_turns": 3}}
    for task, metadata in options.items():
        path = str(record.with_stem(task))
        results, _ = evaluate(scripted(), task, ses_record=path, **metadata)
        silent = scripted()
        silent.answer = lambda prompt, number: pytest.fail("asked")
        again, _ = evaluate(silent, task, ses_record=path, **metadata)
        assert (again, silent.calls) == (results, 0)


def test_a_fix_may_see_the_simulated_run_and_its_oracle_the_true_one(tmp_path: Path) -> None:
    model = scripted()
    plain_answer = model.answer

    def explaining(prompt: str, number: int) -> str:
        return "I simulate it.\n" * bool(SHOWN.search(prompt)) + str(plain_answer(prompt, number))

    model.answer = explaining
    record = str(tmp_path / "run.jsonl")
    options: dict[str, Any] = {"ses_turns": 3, "ses_fix_feedback": "explanation", "ses_record": record}
    results, samples = evaluate(model, "ses_self_fix", **options)
    plain, _ = evaluate(scripted(), "ses_self_fix", ses_turns=3)
    assert {name: results[name] for name in ("final_pass@1", "fixed", "turns", "oracle_turns")} == {
        name: plain[name] for name in ("final_pass@1", "fixed", "turns", "oracle_turns")
    }
    assert "explained" not in plain
    assert results["explained"] == results["oracle_explained"] == 1.0
    fixes = [prompt for prompt in model.prompts if "Simulation:" in prompt]
    assert any("Simulation:\nI simulate it.\nExpected:" in prompt for prompt in fixes)
    assert any("it prints" in prompt and "So the program prints:\nExpected:" in prompt for prompt in fixes)
    logged = [json.loads(sample["resps"][0][0]) for sample in samples]
    for name in ("candidates", "oracle"):
        first = [example for sample in logged for example in sample[name][0]["examples"]]
        assert [bool(example.get("explanation")) for example in first] == [not e["passed"] for e in first]
        assert not all(example["passed"] for example in first)
    counts = PromptCounts()
    public = {problem.id: problem.public for problem in load_builtin_problems()}
    for sample, row in zip(samples, logged, strict=True):
        for turns in (row["candidates"], row["oracle"]):
            rebuilder = PromptRebuilder(public[sample["doc"]["id"]], row["prompts"], [], counts)
            for turn in turns[:-1]:
                outputs = [example["predictions"][0]["output"] for example in turn["examples"]]
                shown = [example.get("explanation", {}).get("text", "") for example in turn["examples"]]
                assert rebuilder.fix(turn["program"], outputs, shown) is not None, "a report shows it"
    assert counts.rebuilt
    silent = scripted()
    silent.answer = lambda prompt, number: pytest.fail("asked")
    again, _ = evaluate(silent, "ses_self_fix", **options)
    assert (again, silent.calls) == (results, 0)


def test_another_model_simulates(monkeypatch: pytest.MonkeyPatch) -> None:
    from ses_plugin.adapters.lm_eval.round_batching import SimulatorModel

    solver, simulator = scripted(lies=True), scripted()
    monkeypatch.setattr(SimulatorModel, "load", lambda self: simulator)
    results, _ = evaluate(solver, "ses_self_verify", ses_k=3, ses_simulator="hf")
    assert results["verdict_accuracy"] == 1.0
    assert all(SHOWN.search(prompt) for prompt in simulator.prompts)
    assert not any(SHOWN.search(prompt) for prompt in solver.prompts)


def test_a_second_model_that_can_not_be_made() -> None:
    with pytest.raises(UsageError, match="ses_simulator=nosuch"):
        evaluate(scripted(), "ses_self_verify", ses_simulator="nosuch")


def test_a_marker_in_the_private_tests_reaches_no_prompt(tmp_path: Path) -> None:
    marker = "zx81-marker"
    rows = []
    for problem in load_builtin_problems()[:3]:
        private = [
            Test(f"{marker} {test.input}", f"{marker} {test.output}") for test in problem.public.public_tests
        ]
        rows.append(json.dumps(problem_to_row(replace(problem, private_tests=PrivateTests(tuple(private))))))
    path = tmp_path / "problems.jsonl"
    path.write_text("\n".join(rows))
    for task in ("ses_solve", "ses_self_verify", "ses_self_fix"):
        model = scripted()
        _, samples = evaluate(model, task, ses_k=2, ses_turns=2, ses_problems=str(path))
        assert marker in json.dumps(samples[0]["doc"])
        assert model.prompts
        assert not any(marker in prompt for prompt in model.prompts)


def test_a_budget_holds_for_each_problem() -> None:
    model = scripted()
    results, _ = evaluate(model, "ses_self_verify", ses_k=3, ses_max_calls=4)
    assert results["calls"] <= 4
    assert len(model.prompts) <= 4 * LIMIT
    assert 0 < results["not_predicted"] < 1, "a prediction without a call is no wrong verdict"
    whole, _ = evaluate(scripted(), "ses_self_verify", ses_k=3)
    assert whole["not_predicted"] == 0


@pytest.mark.parametrize(
    ("task", "name"),
    [("ses_solve", "ses_samples"), ("ses_self_verify", "ses_k"), ("ses_self_verify", "ses_samples")],
)
def test_a_budget_without_room_for_the_candidates_is_refused_by_name(task: str, name: str) -> None:
    model = scripted()
    more: dict[str, Any] = {name: 4, **({} if name == "ses_k" else {"ses_k": 2})}
    with pytest.raises(UsageError, match=f"ses_max_calls=3: a problem with {name}=4 candidates takes"):
        evaluate(model, task, **more, ses_max_calls=3)
    says = (
        rf"ses_max_total_tokens=8000: a problem with {name}=4 candidates takes 4 replies at once, each of up "
        "to 2048 tokens, so no request fits; give at least 8192, or a lower ses_max_tokens"
    )
    with pytest.raises(UsageError, match=says):
        evaluate(model, task, **more, ses_max_total_tokens=8000)
    assert not model.prompts


@pytest.mark.parametrize("task", ["ses_self_fix", "ses_strategy"])
def test_a_budget_of_tokens_without_room_for_a_reply_is_refused(task: str) -> None:
    options: dict[str, Any] = {"ses_strategy": "self-fix", "ses_max_total_tokens": 512, "ses_max_tokens": 600}
    with pytest.raises(UsageError, match="ses_max_total_tokens=512: a problem takes a reply of up to 600"):
        evaluate(scripted(), task, **options)
    results, _ = evaluate(scripted(), task, **options | {"ses_max_tokens": 256})
    assert results["calls"] >= 1


def test_options_of_sampling_come_before_gen_kwargs() -> None:
    model = scripted()
    own = {"ses_temperature": 0.25, "ses_max_tokens": 77, "ses_simulate_tokens": 33, "ses_seed": 5}
    evaluate(model, "ses_self_verify", "temperature=0.5,top_p=0.5,max_gen_toks=99", ses_k=2, **own)
    drawn = [one for one in model.settings if one["do_sample"]]
    assert {(one["temperature"], one["top_p"], one["max_gen_toks"]) for one in drawn} == {(0.25, 0.5, 77)}
    assert {one["max_gen_toks"] for one in model.settings if not one["do_sample"]} == {33}


@pytest.mark.parametrize("task", ["ses_self_verify", "ses_strategy"])
def test_the_oracle_runs_the_candidates_instead_of_predicting(task: str) -> None:
    model = scripted(lies=True)
    results, _ = evaluate(model, task, ses_k=3, ses_oracle=1)
    assert not any(map(SHOWN.search, model.prompts))
    assert results["pass@1" if task == "ses_strategy" else "best@3_simulate"] > 0


def test_processes_ask_equally_often_for_equally_much() -> None:
    """Three processes of lm-eval as threads; a model that waits for the others in every call."""
    import torch

    sizes: list[list[int]] = [[], [], []]
    gathered: list[Any] = [None] * 3
    barrier = threading.Barrier(3)

    class Rank:
        world_size, device = 3, "cpu"

        def __init__(self, rank: int) -> None:
            self.rank = rank

        def all_gather(self, tensor: Any) -> Any:
            gathered[self.rank] = tensor
            barrier.wait(300)
            out = torch.cat(gathered)
            barrier.wait(300)
            return out

        def generate_until(self, requests: Any) -> list[str]:
            sizes[self.rank].append(len(requests))
            barrier.wait(300)
            return [f"```python\nprint({self.rank})\n```" for _ in requests]

    problems = load_builtin_problems()
    flows = [[problems[0]], [problems[1]], [problems[2], problems[3]]]

    def work(rank: int) -> None:
        options = SelfFix(turns=rank + 1)
        rollouts = [
            StrategyRequest(partial(_programs, p.public, options), lambda sample: sample, chat=False)
            for p in flows[rank]
        ]
        requests = [SimpleNamespace(args=("", {"strategy_request": rollout})) for rollout in rollouts]
        done[rank] = ses_run_strategy(Rank(rank), requests)

    done: list[Any] = [None] * 3
    threads = [threading.Thread(target=work, args=(rank,)) for rank in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    assert [len(one) for one in done] == [1, 1, 2]
    assert sizes[0] == sizes[1] == sizes[2]
    assert len(sizes[0]) == 3


def _programs(problem: PublicProblem, options: SelfFix) -> Flow[SolvingSample]:
    fixed = yield from self_fix(problem, options)
    return build_sample("self-fix", (), stop_reason=fixed.stop_reason)


def test_tokens_are_counted_by_the_tokenizer_alone() -> None:
    """lm-eval's chat APIs give a text back from `tok_encode`, whose length is none in tokens."""
    need = SampleRequest("Say it.", Role.SOLVE, SamplingParams(max_tokens=5), n=2)
    for tokenizer, tokens in ((None, None), (SimpleNamespace(encode=str.split), (2, 2))):
        model = SimpleNamespace(world_size=1, tokenizer=tokenizer, tok_encode=lambda text: text)
        model.generate_until = lambda requests: ["two words"] * len(requests)
        (reply,) = BatchedModel(model, chat=False).answer([need])
        assert isinstance(reply, Completions)
        assert reply.completion_tokens == tokens
        assert reply.prompt_tokens == (None if tokens is None else 4)


def test_settings_that_the_model_alone_knows_reach_it() -> None:
    model = scripted()
    evaluate(model, "ses_self_verify", "temperature=0.5,top_k=7,max_gen_toks=99", ses_k=2)
    drawn = [settings for settings in model.settings if settings["do_sample"]]
    greedy = [settings for settings in model.settings if not settings["do_sample"]]
    assert all(
        (one["temperature"], one["top_k"], one["max_gen_toks"], one["until"]) == (0.5, 7, 99, [])
        for one in drawn
    )
    assert drawn
    assert greedy
    assert all("top_k" not in one for one in greedy)


def test_a_candidate_may_hold_other_ends_of_lines(tmp_path: Path) -> None:
    source = "print('a\u2028b\x85c')"
    path = tmp_path / "pool.jsonl"
    path.write_text(json.dumps({"id": "x", "programs": [source]}, ensure_ascii=False) + "\n", "utf-8")
    assert read_candidates(path) == {"x": [StoredCandidate(source, source)]}


def test_cached_requests_are_those_of_the_same_data_and_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import lm_eval.caching.cache

    cache, rows = tmp_path / "requests", tmp_path / "rows.jsonl"
    monkeypatch.setattr(lm_eval.caching.cache, "PATH", str(cache))
    task = "ses_output_pred_cruxeval_direct"
    for values, files in ((("11", "12"), 1), (("11", "12"), 1), (("12", "11"), 2)):
        lines = [
            {"code": f"def f(a):\n    return {value}", "input": "1", "output": value, "id": value}
            for value in values
        ]
        rows.write_text("".join(json.dumps(line) + "\n" for line in lines))
        model = scripted()
        model.answer = lambda prompt, number: ""
        _, samples = evaluate(model, task, cached=True, ses_cruxeval=str(rows), ses_turns=3)
        assert len([*cache.iterdir()]) == files
        for sample, value in zip(samples, values, strict=True):
            assert sample["doc"]["output"] == value
            assert f"return {value}" in str(sample["arguments"])
    assert "--metadata ses_turns: no task of this run uses it" in caplog.text
    for k in (2, 2, 3):
        _, samples = evaluate(scripted(), "ses_solve", cached=True, ses_samples=k)
        assert {len(json.loads(sample["resps"][0][0])["candidates"]) for sample in samples} == {k}
    assert len([*cache.iterdir()]) == 4
