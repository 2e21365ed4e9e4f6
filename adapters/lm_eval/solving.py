"""What the tasks that solve contest problems have in common, and those without a strategy of their own.

Each runs a strategy and its oracle's facts side by side: what a model predicted about its candidates, and
what they really do. Programs run in the sandbox, private tests are seen by the judge alone.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from statistics import fmean
from typing import Any

import datasets
from lm_eval.api.instance import Instance as Request

from ses_plugin.adapters.lm_eval import clustered_stderr, error_display, strategy_requests
from ses_plugin.adapters.lm_eval.options import NAMES, PREDICTING, TaskOptions, parse_task_options
from ses_plugin.adapters.lm_eval.request_keys import KeyedRequestsTask
from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.metrics import pass_at_k
from ses_plugin.plugins.registry import get_prompt_set, get_strategy
from ses_plugin.problems.loader import load_problems
from ses_plugin.problems.serialization import load_builtin_problems, problem_from_row, problem_to_row
from ses_plugin.prompts import solve_prompt
from ses_plugin.service.samples import (
    SolvingSample,
    build_sample,
    judge_sample,
    parse_sample,
    passes_examples,
    passes_private,
    sample_answers,
    with_sample_usage,
)
from ses_plugin.service.solve import check_own_options
from ses_plugin.strategies import (
    STRATEGIES,
    CandidateReport,
    ModelPredictor,
    SamplingParams,
    StrategyOptions,
    prompted_source,
    sample_candidates,
)
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.result import report_candidate
from ses_plugin.types.problem import Problem
from ses_plugin.usage.limits import Budget, with_budget, with_usage
from ses_plugin.usage.usage import Usage

error_display.install_error_display()
strategy_requests.install_strategy_requests()

_COSTS = ("calls", "completion_tokens")
_OPTIONS = ("prompts", "max_calls", "max_tokens", "record")
_SAMPLING_NAMES = ("until", "do_sample", "temperature", "top_p", *clustered_stderr.TOKEN_LIMITS)


def load_task_problems(**metadata: Any) -> dict[str, datasets.Dataset]:
    """Return the embedded problems, or those of `--metadata ses_problems=FILE_OR_FOLDER_OR_SOURCE`."""
    named = parse_task_options(metadata, "problems").problems
    found = load_builtin_problems() if named is None else tuple(load_problems(named))
    rows = [problem_to_row(problem) for problem in found]
    # `from_list` takes its columns from the first row, and some columns are in few rows.
    columns = dict.fromkeys(name for row in rows for name in row)
    whole = [{name: row.get(name) for name in columns} for row in rows]
    return {"test": datasets.Dataset.from_list(whole)}


class SolvingTask(KeyedRequestsTask):
    """A task whose answers come from a strategy; subclasses name the strategy and score its result."""

    UNSAFE_CODE = True
    lower_is_better: tuple[str, ...] = ()
    uses: tuple[str, ...] = NAMES
    """Options that the task heeds, beside those of all: a subclass that does not say may heed any."""

    def __init__(self, config: dict[str, Any]) -> None:
        config = {key: value for key, value in config.items() if key != "class"}
        self.options: TaskOptions = parse_task_options(config.get("metadata") or {}, *_OPTIONS, *self.uses)
        self.prompts = get_prompt_set(self.options.prompts)
        self._check_budget()
        config["repeats"] = 1
        lower = (*self.lower_is_better, *_COSTS)
        config["metric_list"] = clustered_stderr.metric_list(self._all_metrics(), lower, self.aggregations())
        config["process_results"] = f"{__name__}.SolvingTask"  # else lm-eval looks for its own metrics
        super().__init__(config=config)
        self.OUTPUT_TYPE = strategy_requests.STRATEGY_REQUEST_TYPE

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        raise NotImplementedError

    def aggregations(self) -> dict[str, clustered_stderr.Aggregation]:
        """Return the metrics that are not a mean over problems."""
        return {}

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the strategy on `problem`."""
        raise NotImplementedError

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return each metric's value for one problem, from its judged sample."""
        raise NotImplementedError

    def _all_metrics(self) -> list[str]:
        return [*self.metrics(), *_COSTS]

    def least_calls(self) -> int:
        """Return the fewest calls with which a problem can be answered."""
        return 1

    def _check_budget(self) -> None:
        most, least = self.options.max_calls, self.least_calls()
        if most is not None and most < least:
            name, n = ("ses_k", self.options.k) if self.options.n is None else ("ses_n", self.options.n)
            raise UsageError(
                f"--metadata ses_max_calls={most}: a problem with {name}={n} candidates takes {least} calls "
                f"or more; give that, or a lower {name}"
            )

    def _flow_within_budget(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the strategy on `problem` within its budget, and what it used."""
        budget = Budget(self.options.max_calls, self.options.max_tokens)
        sample, usage = yield from with_usage(with_budget(self.flow(problem), budget))
        return with_sample_usage(sample, usage)

    def dump_config(self) -> dict[str, Any]:
        """Return what the results say of the task: also how the problems' time limits were scaled."""
        config: dict[str, Any] = super().dump_config()
        if "bypass" in self._metric_fn_list:  # --predict_only: nothing is judged
            return config
        return {**config, "time_factor": shared_sandbox().time_factor}

    def doc_to_text(self, doc: dict[str, Any], doc_to_text: Any = None) -> str:
        """Return the prompt of the first round."""
        return solve_prompt(problem_from_row(doc).public, self.prompts)

    def sampling(self) -> SamplingParams:
        """Return how candidates are drawn: as the paper does, unless --gen_kwargs says otherwise."""
        given = dict(self.config.generation_kwargs or {})
        most = clustered_stderr.token_limit(given) or 2048
        temperature = float(given.get("temperature", 1.0)) if given.get("do_sample", True) else 0.0
        return SamplingParams(temperature, float(given.get("top_p", 0.95)), most)

    def settings(self) -> dict[str, Any]:
        """Return what --gen_kwargs has beside `sampling`, for candidates and fixes: `top_k`, say."""
        given = dict(self.config.generation_kwargs or {})
        return {name: value for name, value in given.items() if name not in _SAMPLING_NAMES}

    def simulator(self) -> ModelPredictor:
        """Return the predictor: one greedy prediction, or as many drawn ones as `ses_votes` says."""
        options, sampling = self.options, self.sampling()
        temperature = options.simulate_temperature
        if temperature is None:
            temperature = 0.0 if options.votes == 1 else sampling.temperature
        most = options.simulate_tokens or sampling.max_tokens
        sampling = replace(sampling, temperature=temperature, max_tokens=most)
        return ModelPredictor(sampling, options.votes, direct=bool(options.direct), prompts=self.prompts)

    def construct_requests(self, doc: dict[str, Any], ctx: Any, **kwargs: Any) -> Any:
        """Return the one request of a problem."""
        chat, record = bool(kwargs.get("apply_chat_template")), self.options.record
        given = self.options.simulator
        second = (
            None if given is None else strategy_requests.SimulatorModel(given, self.options.simulator_args)
        )
        problem = problem_from_row(doc)
        predict_only = "bypass" in self._metric_fn_list  # then nothing is judged
        carried = strategy_requests.StrategyRequest(
            partial(self._flow_within_budget, problem),
            _leave_unjudged if predict_only else partial(judge_sample, problem),
            chat,
            self.settings(),
            record,
            second,
        )
        return Request(
            request_type=strategy_requests.STRATEGY_REQUEST_TYPE,
            doc=doc,
            arguments=(str(ctx), {"rollout": carried}),
            idx=0,
            metadata=kwargs["metadata"],
        )

    def process_results(self, doc: dict[str, Any], results: list[str]) -> dict[str, Any]:
        """Return the problem's value for each metric, and with its id for each standard error."""
        if "bypass" in self._metric_fn_list:  # --predict_only
            return {"bypass": 999}
        sample = parse_sample(results[0])
        values = {**self.values(sample), **_costs(sample)}
        return clustered_stderr.clustered_result(self._all_metrics(), values, doc["id"])


def _leave_unjudged(sample: SolvingSample) -> SolvingSample:
    return sample


def _costs(sample: SolvingSample) -> dict[str, float | None]:
    """Return what was asked of models for one problem, all roles together."""
    total = sum((Usage(**used) for used in sample["usage"].values()), Usage())
    return {"calls": total.calls, "completion_tokens": total.completion_tokens}


class SolveTask(SolvingTask):
    """`ses_solve`: candidates alone."""

    uses = ("k",)

    def least_calls(self) -> int:
        """Return the number of candidates, which are drawn in one round."""
        return self.options.k

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        more = [] if self.options.k == 1 else [f"pass@{self.options.k}"]
        return ["pass@1", *more, "public_pass@1", "has_program"]

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the candidates for `problem`."""
        candidates = yield from sample_candidates(
            problem.public, self.options.k, self.sampling(), prompts=self.prompts
        )
        return build_sample("solve", [report_candidate(one, ()) for one in candidates])

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        k = self.options.k
        right = answer_values(sample, k)
        return {
            **{name: fmean(values) for name, values in right.items()},
            f"pass@{k}": pass_at_k(len(right["pass@1"]), sum(right["pass@1"]), min(k, len(right["pass@1"]))),
        }


def answer_values(sample: SolvingSample, n: int = 1) -> dict[str, list[bool]]:
    """Return for each answer whether it passes private and public tests, and has a program.

    If a call failed, its `n` answers are as many wrong ones.
    """
    answers = sample_answers(sample)
    if not answers:
        return dict.fromkeys(("pass@1", "public_pass@1", "has_program"), [False] * n)
    return {
        "pass@1": [passes_private(one) for one in answers],
        "public_pass@1": [passes_examples(one) for one in answers],
        "has_program": [one["program"] is not None for one in answers],
    }


class StrategyTask(SolvingTask):
    """`ses_strategy`: the strategy that `--metadata ses_strategy=NAME` names, built in or a package's."""

    uses = ("strategy", "options", "k", "turns", "submit_passing", *PREDICTING)

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        if not self.options.strategy:
            raise UsageError(
                f"name a strategy: --metadata ses_strategy=NAME; built in are {', '.join(STRATEGIES)}"
            )
        self.strategy = get_strategy(self.options.strategy)
        check_own_options(self.strategy, self.options.options)

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        return ["pass@1", "public_pass@1", "has_program"]

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the strategy on `problem`."""
        options = StrategyOptions(
            k=self.options.k,
            turns=self.options.turns,
            sampling=self.sampling(),
            predictor=self.simulator(),
            prompts=self.prompts,
            extra=self.options.options,
            submit_passing=bool(self.options.submit_passing),
        )
        source = prompted_source(problem.public, self.prompts)
        result = yield from self.strategy.run(problem.public, options, source)
        reports = result.candidates
        if result.program and not any(report.chosen for report in reports):  # a plugin reports what it likes
            reports = (*reports, CandidateReport(result.program.source, "", chosen=True))
        return build_sample(self.options.strategy, reports, confidence=result.confidence)

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        return {name: fmean(values) for name, values in answer_values(sample).items()}
