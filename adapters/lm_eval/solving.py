"""The base class of tasks that solve contest problems, and the tasks `ses_solve` and `ses_strategy`.

Each task compares a model's predictions about its candidates with their execution results. Programs run in
the sandbox; only the judge sees private tests.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import datasets
from lm_eval.api.instance import Instance as Request

from ses_plugin.adapters.lm_eval import strategy_requests, task_base
from ses_plugin.adapters.lm_eval.options import (
    TASK_OPTIONS,
    TaskOptions,
    declare_used_options,
    parse_task_options,
)
from ses_plugin.adapters.lm_eval.task_base import KeyedRequestsTask
from ses_plugin.execution import shared_sandbox
from ses_plugin.plugins import get_prompt_set, get_strategy
from ses_plugin.problems.loader import load_builtin_problems, load_problems, problem_from_row, problem_to_row
from ses_plugin.prompts import solve_prompt
from ses_plugin.service.option_fields import METADATA
from ses_plugin.service.options import (
    RUN_OPTIONS,
    TOKEN_LIMITS,
    LeastUsage,
    SolveOptions,
    check_budget,
    options_of,
    token_limit,
)
from ses_plugin.service.request_log import with_request_log
from ses_plugin.service.sample_metrics import answer_values, cost_values, solve_values
from ses_plugin.service.samples import (
    SolvingSample,
    build_sample,
    judge_sample,
    parse_sample,
    reported_candidates,
    with_sample_requests,
    with_sample_usage,
)
from ses_plugin.service.solve import check_own_options, strategy_options
from ses_plugin.strategies import CandidateReport, prompted_source, sample_candidates
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.strategy import report_candidate
from ses_plugin.types.problem import Problem
from ses_plugin.usage import with_budget, with_usage

task_base.install_error_display()
strategy_requests.install_strategy_requests()

_COSTS = ("calls", "completion_tokens")
_SAMPLING_NAMES = ("until", "do_sample", "temperature", "top_p", *TOKEN_LIMITS)


def load_task_problems(**metadata: Any) -> dict[str, datasets.Dataset]:
    """Return the embedded problems, or those of `--metadata ses_problems=FILE_OR_FOLDER_OR_SOURCE`."""
    declare_used_options(metadata, ["problems"])
    source = parse_task_options(metadata).problems
    problems = load_builtin_problems() if source is None else tuple(load_problems(source))
    rows = [problem_to_row(problem) for problem in problems]
    # `from_list` takes its columns from the first row, and some columns are in few rows.
    columns = dict.fromkeys(name for row in rows for name in row)
    complete_rows = [{name: row.get(name) for name in columns} for row in rows]
    return {"test": datasets.Dataset.from_list(complete_rows)}


class SolvingTask(KeyedRequestsTask):
    """A task whose answers come from a strategy. Subclasses define the strategy and the metrics."""

    UNSAFE_CODE = True
    lower_is_better: tuple[str, ...] = ()

    def __init__(self, config: dict[str, Any]) -> None:
        config = {key: value for key, value in config.items() if key != "class"}
        metadata = config.get("metadata") or {}
        self.options: TaskOptions = parse_task_options(metadata)
        self.prompts = get_prompt_set(self.options.solving.prompts)
        declare_used_options(metadata, ("record", *self.used_options()))
        config["repeats"] = 1
        lower = (*self.lower_is_better, *_COSTS)
        config["metric_list"] = task_base.metric_list(self._all_metrics(), lower, self.aggregations())
        config["process_results"] = f"{__name__}.SolvingTask"  # or lm-eval would expect its own metrics
        super().__init__(config=config)
        self.OUTPUT_TYPE = strategy_requests.STRATEGY_REQUEST_TYPE

    def used_options(self) -> tuple[str, ...]:
        """Return the names of the options that the task uses: all, unless a subclass overrides it."""
        return (*RUN_OPTIONS, *TASK_OPTIONS)

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        raise NotImplementedError

    def aggregations(self) -> dict[str, task_base.Aggregation]:
        """Return the metrics that are not a mean over problems."""
        return {}

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow that solves `problem`."""
        raise NotImplementedError

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return the value of each metric for one problem, from its judged sample."""
        raise NotImplementedError

    def _all_metrics(self) -> list[str]:
        return [*self.metrics(), *_COSTS]

    def least_usage(self) -> LeastUsage:
        """Return the least usage of a problem."""
        return LeastUsage()

    def build_all_requests(self, **arguments: Any) -> None:
        """Build the requests. Raises UsageError if the budget is below the least usage."""
        check_budget(self.solve_options(), METADATA, self.least_usage())
        super().build_all_requests(**arguments)

    def _flow_within_budget(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow that solves `problem` within its budget, and adds the usage to the sample."""
        flow = with_budget(self.flow(problem), self.options.solving.budget)
        (sample, log), usage = yield from with_usage(with_request_log(flow))
        sample = with_sample_requests(sample, log, self.options.solving.prompts, self.prompts)
        return with_sample_usage(sample, usage)

    def dump_config(self) -> dict[str, Any]:
        """Return the task's configuration for the results, with the factor that scales time limits."""
        config: dict[str, Any] = super().dump_config()
        if "bypass" in self._metric_fn_list:  # --predict_only: nothing is judged
            return config
        return {**config, "time_factor": shared_sandbox().time_factor}

    def doc_to_text(self, doc: dict[str, Any], doc_to_text: Any = None) -> str:
        """Return the prompt of the first round."""
        return solve_prompt(problem_from_row(doc).public, self.prompts)

    def solve_options(self) -> SolveOptions:
        """Return the options of solving, with the sampling of --gen_kwargs where they set none."""
        options = self.options.solving
        sampling, generation = options.sampling, dict(self.config.generation_kwargs or {})
        temperature = float(generation.get("temperature", sampling.temperature))
        if not generation.get("do_sample", True):
            temperature = 0.0
        return replace(
            options,
            temperature=temperature if options.temperature is None else options.temperature,
            top_p=float(generation.get("top_p", sampling.top_p)) if options.top_p is None else options.top_p,
            max_tokens=options.max_tokens or token_limit(generation),
        )

    def settings(self) -> dict[str, Any]:
        """Return the other settings in --gen_kwargs, such as `top_k`, for candidates and fixes."""
        generation = dict(self.config.generation_kwargs or {})
        return {name: value for name, value in generation.items() if name not in _SAMPLING_NAMES}

    def construct_requests(self, doc: dict[str, Any], ctx: Any, **kwargs: Any) -> Any:
        """Return the request of a problem."""
        problem = problem_from_row(doc)
        predict_only = "bypass" in self._metric_fn_list  # then nothing is judged
        strategy_request = strategy_requests.StrategyRequest(
            partial(self._flow_within_budget, problem),
            _leave_unjudged if predict_only else partial(judge_sample, problem),
            bool(kwargs.get("apply_chat_template")),
            self.settings(),
            self.options.record,
            strategy_requests.simulator_model(self.options),
        )
        return Request(
            request_type=strategy_requests.STRATEGY_REQUEST_TYPE,
            doc=doc,
            arguments=(str(ctx), {strategy_requests.STRATEGY_REQUEST: strategy_request}),
            idx=0,
            metadata=kwargs["metadata"],
        )

    def process_results(self, doc: dict[str, Any], results: list[str]) -> dict[str, Any]:
        """Return the value of each metric, also with the problem's id for the standard error."""
        if "bypass" in self._metric_fn_list:  # --predict_only
            return {"bypass": 999}
        sample = parse_sample(results[0])
        values = {**self.values(sample), **cost_values(sample)}
        return task_base.clustered_result(self._all_metrics(), values, doc["id"])


def _leave_unjudged(sample: SolvingSample) -> SolvingSample:
    return sample


def candidates_usage(option_name: str, number: int, predictions: int = 0) -> LeastUsage:
    """Return the least usage of a round of candidates and of predictions for the selection."""
    return LeastUsage(number + predictions, number, what=f"a problem with {option_name}={number} candidates")


class SolveTask(SolvingTask):
    """`ses_solve`: candidates without a selection."""

    @property
    def samples(self) -> int:
        """The number of candidates."""
        return self.options.samples or 1

    def used_options(self) -> tuple[str, ...]:
        """Return the names of the options that the task uses."""
        return (*options_of("solve"), "samples")

    def least_usage(self) -> LeastUsage:
        """Return the least usage: the candidates, in one round."""
        return candidates_usage(METADATA.name("samples"), self.samples)

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        more = [] if self.samples == 1 else [f"pass@{self.samples}"]
        return ["pass@1", *more, "public_pass@1", "has_program"]

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow that samples candidates for `problem`."""
        options = self.solve_options()
        candidates = yield from sample_candidates(
            problem.public, self.samples, options.sampling, options.seed, self.prompts
        )
        return build_sample("solve", [report_candidate(candidate, ()) for candidate in candidates])

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return the value of each metric for one problem."""
        return solve_values(sample, self.samples)


class StrategyTask(SolvingTask):
    """`ses_strategy`: the strategy in `--metadata ses_strategy=NAME`, built-in or a plugin's."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self.strategy = get_strategy(self.options.solving.strategy)
        check_own_options(self.strategy, self.options.solving.strategy_options)

    def used_options(self) -> tuple[str, ...]:
        """Return the names of the options that the strategy uses."""
        return ("strategy", *options_of(self.options.solving.strategy), "simulator_args")

    def least_usage(self) -> LeastUsage:
        """Return the least usage: the candidates of a strategy that selects, otherwise one call."""
        options = self.options.solving
        return candidates_usage(METADATA.name("k"), options.k) if self.strategy.selects else LeastUsage()

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        return ["pass@1", "public_pass@1", "has_program"]

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow of the strategy on `problem`."""
        options = strategy_options(self.solve_options(), problem.limits)
        source = prompted_source(problem.public, self.prompts)
        result = yield from self.strategy.run(problem.public, options, source)
        reports = reported_candidates(result.candidates, result.replies)
        # A plugin's report may lack the selected program.
        if result.program and not any(report.chosen for report in reports):
            reports = (*reports, CandidateReport(result.program.source, "", chosen=True))
        return build_sample(self.options.solving.strategy, reports, confidence=result.confidence)

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return the value of each metric for one problem."""
        return answer_values(sample)
