"""The lm-eval model `ses`: stock tasks, before any other model, by the stock command and its evaluator."""

from __future__ import annotations

import json
import threading
import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from ses_plugin.errors import UsageError
from tests.hosts.conftest import LmEval
from tests.hosts.local_tasks import PROMPTS, replied, write_tasks
from tests.hosts.scripted_server import Answer, serving

pytestmark = pytest.mark.filterwarnings("ignore")

TASKS = ("own_humaneval", "own_mbpp")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tasks(tmp_path_factory.mktemp("tasks"))


@pytest.fixture(scope="module", autouse=True)
def scripted() -> type:
    """A registered lm-eval model that writes a right solution as every third draw."""
    from lm_eval.api.model import LM
    from lm_eval.api.registry import register_model

    from ses_plugin.adapters.lm_eval.model import register_ses_model

    register_ses_model()

    @register_model("scripted")
    class Scripted(LM):  # type: ignore[misc]
        made: ClassVar[list[Any]] = []
        MULTIMODAL = "mine"

        def __init__(self, colour: str = "red", **more: Any) -> None:
            super().__init__()
            self.colour, self.more = colour, more
            self.calls: list[list[Any]] = []
            self.draws = 0
            Scripted.made.append(self)

        def generate_until(self, requests: Any) -> list[str]:
            self.calls.append(list(requests))
            return [self.answer(*request.args) for request in requests]

        def answer(self, context: Any, settings: dict[str, Any]) -> str:
            drawn = settings.get("do_sample", False)
            self.draws += drawn
            text = replied(context, self.draws if drawn else 0, begun=context.rstrip().endswith('"""'))
            if not drawn:
                self.cache_hook.add_partial("generate_until", (context, settings), text)
            return next((text.split(stop)[0] for stop in settings["until"] if stop in text), text)

        def loglikelihood(self, requests: Any) -> list[tuple[float, bool]]:
            return [(-1.0, True)] * len(requests)

        def loglikelihood_rolling(self, requests: Any) -> list[float]:
            return [-2.0] * len(requests)

        @property
        def tokenizer_name(self) -> str:
            return self.colour

    return Scripted


def evaluate(folder: Path, model: str = "ses", tasks: Any = TASKS, **more: Any) -> Any:
    """Evaluate with `--model_args` from `ses=…` and `base=…`; return lm-eval's results and the base."""
    import lm_eval
    from lm_eval.api.registry import get_model
    from lm_eval.tasks import TaskManager

    args = {f"ses_{name}": value for name, value in more.pop("ses", {}).items()} if model == "ses" else {}
    args |= {"ses_base": "scripted"} if model == "ses" else {}
    args |= more.pop("base", {})
    done = lm_eval.simple_evaluate(
        model=model,
        model_args=args,
        tasks=list(tasks),
        task_manager=TaskManager(include_path=str(folder), include_defaults=False, metadata=args),
        confirm_run_unsafe_code=True,
        bootstrap_iters=0,
        **more,
    )
    return done, get_model("scripted").made[-1]


def scores(done: Any) -> dict[str, float]:
    return {name: row["pass@1,code"] for name, row in done["results"].items() if name in TASKS}


def answers(done: Any, task: str) -> list[str]:
    return [sample["resps"][0][0] for sample in done["samples"][task]]


def test_self_verify_chooses_the_right_candidates(folder: Path) -> None:
    plain, _ = evaluate(folder, "scripted")
    done, base = evaluate(folder, ses={"k": 3})
    assert scores(plain) == dict.fromkeys(TASKS, 0.0)
    assert scores(done) == dict.fromkeys(TASKS, 1.0)
    rounds = [[request.args for request in requests] for requests in base.calls]
    assert len(rounds) <= 1 + 2, "a round is one call, of both tasks"
    assert len(rounds[0]) == 2 * 3 * len(PROMPTS)
    for sample in done["samples"]["own_humaneval"]:
        context, settings = sample["arguments"][0]
        candidates = [args for args in rounds[0] if args[0] == context]
        assert [args[1]["until"] for args in candidates] == [settings["until"]] * 3
        assert all(args[1]["do_sample"] and args[1]["max_gen_toks"] == 300 for args in candidates)
    for _, settings in (args for requests in rounds[1:] for args in requests):
        assert settings == {"until": [], "max_gen_toks": 2048, "do_sample": False}


def test_the_strategy_solve_is_the_base_alone(folder: Path) -> None:
    plain, base = evaluate(folder, "scripted")
    done, wrapped = evaluate(folder, ses={"strategy": "solve"})
    assert done["results"] == plain["results"]
    assert [answers(done, task) for task in TASKS] == [answers(plain, task) for task in TASKS]
    assert [[r.args for r in call] for call in wrapped.calls] == [
        [r.args for r in call] for call in base.calls
    ]


def test_a_repair_is_the_end_of_what_the_prompt_began(folder: Path) -> None:
    done, base = evaluate(folder, ses={"strategy": "self-fix"})
    assert scores(done) == dict.fromkeys(TASKS, 1.0)
    for sample in done["samples"]["own_humaneval"]:
        (context, settings), answer = sample["arguments"][0], sample["resps"][0][0]
        assert not any(stop in answer for stop in settings["until"])
        first = next(r.args for r in base.calls[0] if r.args[0] == context)
        assert first == (context, settings), "the first solution is the base's own"


def test_requests_without_a_problem_are_the_bases(folder: Path) -> None:
    from lm_eval.api.instance import Instance

    from ses_plugin.adapters.lm_eval.model import SesLM

    plain, _ = evaluate(folder, "scripted", tasks=["own_chat"])
    done, base = evaluate(folder, tasks=["own_chat"])
    assert answers(done, "own_chat") == answers(plain, "own_chat")
    assert [len(call) for call in base.calls] == [len(PROMPTS)]
    told = done["config"]["ses"]["requests"]
    assert (told["solved"], told["passthrough"]) == (0, len(PROMPTS))
    wrapped = SesLM(base)
    one = Instance("loglikelihood", {}, ("a", "b"), 0)
    assert (wrapped.loglikelihood([one]), wrapped.loglikelihood_rolling([one])) == ([(-1.0, True)], [-2.0])
    images = Instance("generate_until", {}, ("x", {"until": []}, {"visual": []}), 0, ("t", 0, 1))
    base.answer = lambda *args: f"{len(args)} arguments"
    assert wrapped.generate_until([images]) == ["3 arguments"]


def test_what_lm_eval_asks_of_a_model_is_asked_of_the_base(folder: Path) -> None:
    from ses_plugin.adapters.lm_eval.model import SesLM

    lm = SesLM.create_from_arg_string(
        "ses_base=scripted,colour=blue,ses_k=2", {"batch_size": 4, "device": None}
    )
    assert lm.base.more == {"batch_size": 4}
    assert (lm.tokenizer_name, lm.colour, lm.MULTIMODAL, lm.rank, lm.world_size) == (
        "blue",
        "blue",
        "mine",
        0,
        1,
    )
    assert lm.options.solving.k == 2
    assert not hasattr(lm, "nonsense")
    lm.base.apply_chat_template = lambda messages, add_generation_prompt=True: (
        f"{messages}{add_generation_prompt}"
    )
    assert lm.apply_chat_template(["x"], add_generation_prompt=False) == "['x']False"


def test_a_request_that_a_task_repeats_is_solved_anew(tmp_path: Path) -> None:
    done, base = evaluate(write_tasks(tmp_path, repeats=2), tasks=["own_humaneval"], ses={"k": 3})
    assert [len(sample["resps"][0]) for sample in done["samples"]["own_humaneval"]] == [2] * len(PROMPTS)
    assert len(base.calls[0]) == 2 * 3 * len(PROMPTS)


def test_lm_evals_cache_has_answers_and_no_candidates(folder: Path, tmp_path: Path) -> None:
    options: dict[str, Any] = {"ses": {"strategy": "self-fix"}, "use_cache": str(tmp_path / "cache")}
    first, _ = evaluate(folder, tasks=[*TASKS, "own_chat"], **options)
    again, base = evaluate(folder, tasks=[*TASKS, "own_chat"], **options)
    assert base.calls == []
    assert scores(again) == scores(first) == dict.fromkeys(TASKS, 1.0)


def test_a_recording_is_paid_for_once(folder: Path, tmp_path: Path) -> None:
    options: dict[str, Any] = {"ses": {"k": 3, "record": str(tmp_path / "run.jsonl")}}
    first, _ = evaluate(folder, **options)
    again, base = evaluate(folder, **options)
    assert (base.calls, scores(again)) == ([], scores(first))


def test_what_was_spent_and_found(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.jsonl"
    done, base = evaluate(folder, tasks=[*TASKS, "own_chat"], ses={"k": 3, "report": str(path)})
    told = done["config"]["ses"]
    asked = {role: told["roles"][role]["usage"]["calls"] for role in ("solve", "simulate")}
    assert asked["solve"] == 2 * 3 * len(PROMPTS)
    assert sum(asked.values()) + told["requests"]["passthrough"] == sum(map(len, base.calls))
    assert told["options"]["k"] == 3
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["verified"] for row in rows if row["task"] in TASKS] == [True] * 6
    assert all(row["summary"] for row in rows)
    json.dumps(told)


def test_the_oracle_runs_and_another_model_simulates(folder: Path) -> None:
    done, base = evaluate(folder, ses={"k": 3, "oracle": True})
    assert scores(done) == dict.fromkeys(TASKS, 1.0)
    assert len(base.calls) == 1
    told = done["config"]["ses"]["roles"]
    assert told["execute"]["usage"]["calls"] > 0
    assert "simulate" not in told
    done, simulator = evaluate(
        folder, ses={"k": 3, "simulator": "scripted", "simulator_args": "colour=green"}
    )
    assert simulator.colour == "green"
    assert scores(done) == dict.fromkeys(TASKS, 1.0)
    assert all("<program>" in request.args[0] for call in simulator.calls for request in call)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({}, "name the lm-eval model that it wraps"),
        ({"ses_base": "ses"}, "the model can't wrap itself; name another one"),
        ({"ses_base": "nosuch"}, "no model for this name found"),
        (
            {"ses_base": "scripted", "ses_kk": 1},
            "ses_kk=1: no such option; allowed: ses_simulator_args,",
        ),
        ({"ses_base": "scripted", "ses_tests": []}, "no such option"),
        ({"ses_base": "scripted", "ses_k": 0}, "--model_args ses_k=0: 0 is not an integer from 1 to 1000"),
        ({"ses_base": "scripted", "ses_strategy": "best"}, "no strategy 'best'"),
        ({"ses_base": "scripted", "ses_simulator": "nosuch"}, "can't make this model"),
        ({"ses_base": "scripted", "ses_report": "/dev/null/x"}, "can't be written"),
        ({"ses_base": "scripted", "ses_record": "/dev/null/x"}, "can't be written"),
    ],
)
def test_wrong_arguments(args: dict[str, Any], says: str) -> None:
    from ses_plugin.adapters.lm_eval.model import SesLM

    with pytest.raises(UsageError, match=says):
        SesLM.create_from_arg_obj(args)


def test_the_entry_point() -> None:
    """As lm-eval's main branch reads it: into a list of models that are loaded when they are asked for."""
    from lm_eval.api.model import LM
    from lm_eval.api.registry import Registry

    from ses_plugin.adapters.lm_eval.model import SesLM

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    value = project["entry-points"]["lm_eval.models"]["ses"]
    models = Registry[type[LM]]("model", base_cls=LM)
    models.register("ses", target=EntryPoint("ses", value, "lm_eval.models"))
    assert models.get("ses") is SesLM


def test_our_own_tasks_are_not_for_it() -> None:
    from ses_plugin.adapters.lm_eval.options import parse_task_options

    with pytest.raises(UsageError, match="use --model hf here"):
        parse_task_options({"ses_base": "hf", "ses_k": 4})


def test_prompts_of_ours_go_through_the_bases_chat_template() -> None:
    from lm_eval.api.instance import Instance

    from ses_plugin.adapters.lm_eval.model import SesLM
    from ses_plugin.adapters.lm_eval.options import ModelOptions
    from ses_plugin.service.options import SolveOptions

    asked: list[Any] = []

    class Base:
        world_size, rank, max_length = 1, 0, 1000
        tokenizer = None

        def __init__(self) -> None:
            self.tokenizer = SimpleNamespace(chat_template="x", encode=str.split)

        def apply_chat_template(self, messages: Any, add_generation_prompt: bool = True) -> str:
            return f"<|user|>{messages[-1]['content']}<|end|><|assistant|>"

        def set_cache_hook(self, hook: Any) -> None: ...

        def generate_until(self, requests: Any) -> list[str]:
            asked.extend(request.args for request in requests)
            return [replied(request.args[0], 1, begun=True) for request in requests]

    examples = "    >>> drop_every([1, 2, 3], 2)\n    [1, 3]\n"
    prompt = f'def drop_every(items, n):\n    """Drop every n-th.\n\n{examples}    """\n'
    lm = SesLM(Base(), ModelOptions(SolveOptions(k=1)))
    request = Instance("generate_until", {}, (prompt, {"until": ["\ndef"]}), 0, ("t", 0, 1))
    assert lm.generate_until([request]) == [replied(prompt, 1, begun=True)]
    assert asked[0][0] == prompt, "a task's prompt is as the task made it"
    assert asked[1][0].startswith("<|user|>Simulate")
    assert asked[1][1]["max_gen_toks"] == 500, "half of what the model can hold"
    assert lm.get_model_info()["ses"]["roles"]["simulate"]["usage"]["completion_tokens"] > 0


def test_processes_ask_equally_often_for_equally_much() -> None:
    """Three processes of lm-eval as threads, with problems of different length, one with none."""
    import torch
    from lm_eval.api.instance import Instance

    from ses_plugin.adapters.lm_eval.model import SesLM
    from ses_plugin.adapters.lm_eval.options import ModelOptions
    from ses_plugin.service.options import SolveOptions

    sizes: list[list[int]] = [[], [], []]
    gathered: list[Any] = [None] * 3
    barrier = threading.Barrier(3)

    class Rank:
        world_size, device, tokenizer = 3, "cpu", None

        def __init__(self, rank: int) -> None:
            self.rank = rank

        def set_cache_hook(self, hook: Any) -> None: ...

        def all_gather(self, tensor: Any) -> Any:
            gathered[self.rank] = tensor
            barrier.wait(300)
            out = torch.cat(gathered)
            barrier.wait(300)
            return out

        def generate_until(self, requests: Any) -> list[str]:
            sizes[self.rank].append(len(requests))
            barrier.wait(300)
            return [f"    return {self.rank}\n" for _ in requests]

    problem = 'def f(x):\n    """Say.\n\n    >>> f(1)\n    3\n    """\n'
    contexts = [[problem], ["Tell me a story."], [problem, problem.replace("f(", "g("), "Hello."]]
    done: list[Any] = [None] * 3

    def work(rank: int) -> None:
        lm = SesLM(Rank(rank), ModelOptions(SolveOptions(strategy="self-fix", turns=rank + 1)))
        requests = [
            Instance("generate_until", {}, (text, {"until": []}), 0, ("t", number, 1))
            for number, text in enumerate(contexts[rank])
        ]
        done[rank] = lm.generate_until(requests)

    threads = [threading.Thread(target=work, args=(rank,)) for rank in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    assert [len(one) for one in done] == [1, 1, 3]
    assert sizes[0] == sizes[1] == sizes[2]


def chatting(request: dict[str, Any]) -> Answer:
    """A chat server: goes on with what an assistant's message began, and closes its fence."""
    messages = request["messages"]
    begun = messages[-1]["role"] == "assistant"
    text = replied(messages[-1]["content"], request["seed"] % 3, begun)
    text = f"{text}```\nThat is all." if begun else text
    return Answer(text, headers={"Content-Type": "application/json"})


@pytest.fixture
def command(folder: Path) -> Iterator[Any]:
    with serving(chatting) as server:
        base = f"{server.base}/chat/completions"
        args = f"ses_base=local-chat-completions,model=m,num_concurrent=4,base_url={base}"
        options = f"--include_path {folder} --tasks own_humaneval_instruct,own_mbpp --apply_chat_template"
        yield server, [*f"{options} --confirm_run_unsafe_code --model ses --model_args {args}".split()]


def test_the_stock_command_with_a_chat_server(lm_eval: LmEval, command: Any) -> None:
    server, arguments = command
    arguments[-1] += ",ses_k=3"
    done = lm_eval(*arguments, "--gen_kwargs", "seed=3")
    assert done.status == 0, done.text
    assert [row["pass@1,code"] for row in done.results.values()] == [1.0, 1.0]
    assert "self-verify: 6 requests solved" in done.text
    simulated = [request for request in server.asked if "<program>" in request["messages"][-1]["content"]]
    drawn = [request for request in server.asked if request not in simulated]
    assert {request["seed"] for request in drawn} == {3, 4, 5}, "the task's seed and those after it"
    assert {request["seed"] for request in simulated} == {1234}, "lm-eval's, which a task's does not replace"
    assert all(not any(request["stop"]) for request in simulated)
    assert {len(request["messages"]) for request in drawn} == {2, 3}, "a begun answer, and a solved example"


def test_without_the_hook(lm_eval: LmEval, command: Any) -> None:
    _, arguments = command
    arguments[-1] += ",ses_kk=3"
    done = lm_eval(*arguments, module="ses_plugin.adapters.lm_eval", SES_NO_HOOK="1")
    assert done.status == 1
    assert "error: --model_args ses_kk=3: no such option" in done.text
    assert "Traceback" not in done.text
