"""The tasks that solve contest problems: plainly, with self-verification, with self-fixing.

Each runs a strategy and its oracle's facts side by side: what a model predicted about its candidates, and
what they really do. Programs run in the sandbox, private tests are seen by the judge alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from statistics import fmean
from typing import Any

import datasets
from lm_eval.api.instance import Instance as Request
from lm_eval.api.task import ConfigurableTask

from ses_plugin.adapters.lm_eval import clustered, plain_errors, rollout
from ses_plugin.adapters.lm_eval.options import Options, read_options
from ses_plugin.datasets.problem_rows import from_row, shipped, to_row
from ses_plugin.datasets.problem_sources import problems_of
from ses_plugin.errors import UsageError
from ses_plugin.execution import Judgement, judge, shared
from ses_plugin.metrics import pass_at_k, rank_score_at_k
from ses_plugin.plugins import prompt_set, strategy
from ses_plugin.problems import Problem, Test
from ses_plugin.programs import Program
from ses_plugin.prompts import solve as solve_prompt
from ses_plugin.strategies import (
    STRATEGIES,
    Sampling,
    SelfFix,
    SelfVerify,
    Simulate,
    StrategyOptions,
    drafts,
    self_fix,
    self_verify,
)
from ses_plugin.strategies.flow import Flow

plain_errors.install()
rollout.install()

_LOWER_IS_BETTER = {"broken", "kept_wrong", "simulation_gap", "turns"}


def problems(**metadata: Any) -> dict[str, datasets.Dataset]:
    """Return the embedded problems, or those of `--metadata ses_problems=FILE_OR_FOLDER_OR_SOURCE`."""
    named = read_options(metadata).problems
    found = shipped() if named is None else tuple(problems_of(named))
    return {"test": datasets.Dataset.from_list([to_row(problem) for problem in found])}


class Solving(ConfigurableTask):  # type: ignore[misc]  # lm-eval has no types
    """A task whose answers come from a strategy; subclasses name the strategy and score its result."""

    UNSAFE_CODE = True

    def __init__(self, config: dict[str, Any]) -> None:
        config = {key: value for key, value in config.items() if key != "class"}
        self.options: Options = read_options(config.get("metadata") or {})
        self.prompts = prompt_set(self.options.prompts)
        config["repeats"] = 1
        config["metric_list"] = clustered.metric_list(self.metrics(), _LOWER_IS_BETTER)
        config["process_results"] = f"{__name__}.Solving"  # else lm-eval looks for its own metrics
        super().__init__(config=config)
        self.OUTPUT_TYPE = rollout.REQUEST_TYPE

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        raise NotImplementedError

    def flow(self, problem: Problem) -> Flow[dict[str, Any]]:
        """Return the strategy on `problem`; its result is plain data."""
        raise NotImplementedError

    def values(self, problem: Problem, result: dict[str, Any]) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        raise NotImplementedError

    def doc_to_text(self, doc: dict[str, Any], doc_to_text: Any = None) -> str:
        """Return the prompt of the first round."""
        return solve_prompt(from_row(doc).task, self.prompts)

    def sampling(self) -> Sampling:
        """Return how candidates are drawn: as the paper does, unless --gen_kwargs says otherwise."""
        given = dict(self.config.generation_kwargs or {})
        most = clustered.token_limit(given) or 2048
        temperature = float(given.get("temperature", 1.0)) if given.get("do_sample", True) else 0.0
        return Sampling(temperature, float(given.get("top_p", 0.95)), most)

    def simulator(self) -> Simulate:
        """Return the predictor: one greedy prediction, or as many drawn ones as `ses_votes` says."""
        options, sampling = self.options, self.sampling()
        temperature = options.simulate_temperature
        if temperature is None:
            temperature = 0.0 if options.votes == 1 else sampling.temperature
        most = options.simulate_tokens or sampling.max_tokens
        sampling = replace(sampling, temperature=temperature, max_tokens=most)
        return Simulate(sampling, options.votes, direct=bool(options.direct), prompts=self.prompts)

    def construct_requests(self, doc: dict[str, Any], ctx: Any, **kwargs: Any) -> Any:
        """Return the one request of a problem."""
        chat, record = bool(kwargs.get("apply_chat_template")), self.options.record
        given = self.options.simulator
        second = None if given is None else rollout.Second(given, self.options.simulator_args)
        carried = rollout.Rollout(partial(self.flow, from_row(doc)), chat, record, second)
        return Request(
            request_type=rollout.REQUEST_TYPE,
            doc=doc,
            arguments=(str(ctx), {"rollout": carried}),
            idx=0,
            metadata=kwargs["metadata"],
        )

    def process_results(self, doc: dict[str, Any], results: list[str]) -> dict[str, Any]:
        """Return the problem's value for each metric, and with its id for each standard error."""
        if "bypass" in self._metric_fn_list:  # --predict_only
            return {"bypass": 999}
        values = self.values(from_row(doc), json.loads(results[0]))
        return clustered.result(self.metrics(), values, doc["id"])


class SelfVerifying(Solving):
    """`ses_self_verify`: k candidates, and what choosing one by predicted outputs is worth."""

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        k = self.options.k
        names = ["pass@1", f"short1@{k}", f"best@{k}_simulate", f"best@{k}_exec", f"pass@{k}"]
        return [*names, "simulation_gap", "verdict_accuracy", "has_program"]

    def flow(self, problem: Problem) -> Flow[dict[str, Any]]:
        """Return self-verification of `problem`."""
        options = SelfVerify(
            self.options.k,
            self.sampling(),
            self.simulator(),
            prune=bool(self.options.prune),
            prompts=self.prompts,
        )
        choice = yield from self_verify(problem.task, options)
        return {
            "programs": [c.program and c.program.source for c in choice.candidates],
            "lengths": [len(c.reply) for c in choice.candidates],
            "passed": choice.passed,
            "tied": choice.tied,
            "chosen": choice.chosen,
        }

    def values(self, problem: Problem, result: dict[str, Any]) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        k = self.options.k
        sources = result["programs"] or [None] * k  # a failed call is k wrong candidates
        right = _verdicts(problem, sources, problem.private.for_the_judge())
        public = _runs(problem, sources, problem.task.public)
        score = [-1 if source is None else sum(p) for source, p in zip(sources, public, strict=True)]
        tied = result["tied"] or range(len(sources))
        simulate, executed = fmean(right[i] for i in tied), rank_score_at_k(score, right, len(right))
        lengths = [-n if s is not None else -(10**9) for n, s in _paired(result["lengths"], sources)]
        agree = [
            predicted == public[i][int(number)]
            for i, cells in enumerate(result["passed"])
            for number, predicted in cells.items()
        ]
        return {
            "pass@1": fmean(right),
            f"pass@{k}": pass_at_k(len(right), sum(right), min(k, len(right))),
            f"short1@{k}": rank_score_at_k(lengths, right, len(right)),
            f"best@{k}_simulate": simulate,
            f"best@{k}_exec": executed,
            "simulation_gap": executed - simulate,
            "verdict_accuracy": fmean(agree) if agree else None,
            "has_program": fmean(source is not None for source in sources),
        }


class PlainSolving(Solving):
    """`ses_solve`: candidates alone."""

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        more = [] if self.options.k == 1 else [f"pass@{self.options.k}"]
        return ["pass@1", *more, "public_pass@1", "has_program"]

    def flow(self, problem: Problem) -> Flow[dict[str, Any]]:
        """Return the candidates for `problem`."""
        candidates = yield from drafts(problem.task, self.options.k, self.sampling(), prompts=self.prompts)
        return {"programs": [c.program and c.program.source for c in candidates]}

    def values(self, problem: Problem, result: dict[str, Any]) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        k = self.options.k
        sources = result["programs"] or [None] * k
        right = _verdicts(problem, sources, problem.private.for_the_judge())
        return {
            "pass@1": fmean(right),
            f"pass@{k}": pass_at_k(len(right), sum(right), min(k, len(right))),
            "public_pass@1": fmean(_verdicts(problem, sources, problem.task.public)),
            "has_program": fmean(source is not None for source in sources),
        }


class SelfFixing(Solving):
    """`ses_self_fix`: a solution, repaired by its own simulation until it is submitted."""

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        names = ["initial_pass@1", "final_pass@1", "fixed", "broken", "kept_right", "kept_wrong"]
        return [*names, "initial_public_pass@1", "final_public_pass@1", "turns", "submitted"]

    def flow(self, problem: Problem) -> Flow[dict[str, Any]]:
        """Return self-fixing of `problem`."""
        simulator = self.simulator()
        options = SelfFix(self.options.turns, self.sampling(), predictor=simulator, prompts=self.prompts)
        fixed = yield from self_fix(problem.task, options)
        turns = [{"program": t.program.source, "predicted": t.predicted} for t in fixed.turns]
        return {"turns": turns, "end": fixed.end}

    def values(self, problem: Problem, result: dict[str, Any]) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        turns = [turn["program"] for turn in result["turns"]] or [None]
        ends = [turns[0], turns[-1]]
        first, last = _verdicts(problem, ends, problem.private.for_the_judge())
        public_first, public_last = _verdicts(problem, ends, problem.task.public)
        return {
            "initial_pass@1": float(first),
            "final_pass@1": float(last),
            "fixed": float(last and not first),
            "broken": float(first and not last),
            "kept_right": float(first and last),
            "kept_wrong": float(not first and not last),
            "initial_public_pass@1": float(public_first),
            "final_public_pass@1": float(public_last),
            "turns": float(len(result["turns"])),
            "submitted": float(result["end"] in ("submitted", "repeated")),
        }


class AnyStrategy(Solving):
    """`ses_strategy`: the strategy that `--metadata ses_strategy=NAME` names, built in or a package's."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        if not self.options.strategy:
            raise UsageError(
                f"name a strategy: --metadata ses_strategy=NAME; built in are {', '.join(STRATEGIES)}"
            )
        self.strategy = strategy(self.options.strategy)

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        return ["pass@1", "public_pass@1", "has_program"]

    def flow(self, problem: Problem) -> Flow[dict[str, Any]]:
        """Return the strategy on `problem`."""
        options = StrategyOptions(
            k=self.options.k,
            turns=self.options.turns,
            sampling=self.sampling(),
            predictor=self.simulator(),
            prompts=self.prompts,
            own=self.options.options,
        )
        result = yield from self.strategy(problem.task, options)
        return {"program": result.program and result.program.source}

    def values(self, problem: Problem, result: dict[str, Any]) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        source = result["program"]
        (right,) = _verdicts(problem, [source], problem.private.for_the_judge())
        (right_on_public,) = _verdicts(problem, [source], problem.task.public)
        return {
            "pass@1": float(right),
            "public_pass@1": float(right_on_public),
            "has_program": float(source is not None),
        }


def _paired(lengths: Sequence[int], sources: Sequence[str | None]) -> list[tuple[int, str | None]]:
    return list(zip(lengths or [0] * len(sources), sources, strict=True))


def _verdicts(problem: Problem, sources: Sequence[str | None], tests: Sequence[Test]) -> list[bool]:
    """Return which programs are right on all `tests`; the same program is judged once."""
    judged = _judged(problem, sources, tests, stop=True)
    return [source is not None and judged[source].passed for source in sources]


def _runs(problem: Problem, sources: Sequence[str | None], tests: Sequence[Test]) -> list[list[bool]]:
    """Return which of `tests` each program really passes; an empty list for no program."""
    judged = _judged(problem, sources, tests, stop=False)
    return [[r.verdict == "AC" for r in judged[s].results] if s is not None else [] for s in sources]


def _judged(
    problem: Problem, sources: Sequence[str | None], tests: Sequence[Test], *, stop: bool
) -> dict[str, Judgement]:
    sandbox = shared()
    settings: dict[str, Any] = {"comparator": problem.comparator, "limits": problem.limits}
    settings.update(stop_at_first_failure=stop, sandbox=sandbox)
    futures = {
        source: sandbox.submit(judge, Program(source, problem.task.entry), tests, **settings)
        for source in dict.fromkeys(sources)
        if source is not None
    }
    return {source: future.result() for source, future in futures.items()}
