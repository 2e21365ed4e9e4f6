"""`ses_self_verify`, `ses_verify` and `ses_self_fix`: selection and repair by predicted outputs.

How good is a selection by predicted outputs, and a solution repaired by simulation? For comparison, the same
is done by real execution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import datasets

from ses_plugin.adapters.lm_eval import task_base
from ses_plugin.adapters.lm_eval.options import declare_used_options, parse_task_options
from ses_plugin.adapters.lm_eval.sample_logs import StoredCandidate, read_candidates
from ses_plugin.adapters.lm_eval.solving import SolvingTask, candidates_usage, load_task_problems
from ses_plugin.errors import UsageError
from ses_plugin.extraction import with_preloaded_names
from ses_plugin.metrics import expected_calibration_error
from ses_plugin.service.option_fields import METADATA
from ses_plugin.service.options import LeastUsage, options_of
from ses_plugin.service.sample_metrics import selection_values, self_fix_values
from ses_plugin.service.samples import SolvingSample, build_sample, reported_candidates
from ses_plugin.service.solve import strategy_options
from ses_plugin.strategies import (
    Candidate,
    ExecutionPredictor,
    FixFeedback,
    Pruning,
    SelfFix,
    SelfFixResult,
    SelfVerify,
    SelfVerifyResult,
    sample_candidates,
    select_by_prediction,
    self_verify,
)
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.self_fix import repair_candidate, report_repair
from ses_plugin.strategies.self_verify import report_selection
from ses_plugin.types.problem import Problem


class SelfVerifyTask(SolvingTask):
    """`ses_self_verify`: selects one of k candidates by prediction, compared with other selections."""

    lower_is_better = ("simulation_gap", "verdict_fp", "verdict_fn", "not_predicted", "brier", "ece")

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        if self.samples < self.k:
            label = METADATA.label("samples", self.samples)
            raise UsageError(
                f"{label}: fewer candidates than {METADATA.name('k')}={self.k}; give at least {self.k}"
            )

    @property
    def k(self) -> int:
        """The number of candidates to select from."""
        return self.options.solving.k

    @property
    def samples(self) -> int:
        """The number of candidates from which the metrics are estimated."""
        return self.options.samples or self.k

    def used_options(self) -> tuple[str, ...]:
        """Return the names of the options that the task uses."""
        return (*options_of("self-verify"), "samples", "simulator_args")

    def least_usage(self) -> LeastUsage:
        """Return the least usage of a selection: the candidates, and one prediction if there are several."""
        n = self.samples
        name = METADATA.name("samples" if self.options.samples else "k")
        return candidates_usage(name, n, predictions=int(n > 1 and not self.options.solving.oracle))

    def aggregations(self) -> dict[str, Callable[[list[Any]], Any]]:
        """Return the metrics that are not a mean over problems."""
        return {"ece": _calibration_error}

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        k = self.k
        names = ["pass@1", f"short1@{k}", f"best@{k}_simulate", f"best@{k}_exec", f"pass@{k}"]
        names += [
            "simulation_gap",
            "verdict_accuracy",
            "verdict_tp",
            "verdict_fp",
            "verdict_fn",
            "verdict_tn",
            "not_predicted",
        ]
        return [*names, "confidence", "brier", "ece", "has_program"]

    def strategy_options(self, problem: Problem, candidates: int) -> SelfVerify:
        """Return the options of a selection from `candidates`. With more than k, best@k needs all scores."""
        options = self.solve_options()
        return SelfVerify(
            self.samples,
            options.sampling,
            options.predictor(problem.limits),
            options.pruning if candidates <= self.k else Pruning.NONE,
            seed=options.seed,
            prompts=self.prompts,
        )

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow of self-verification."""
        choice = yield from self_verify(problem.public, self.strategy_options(problem, self.samples))
        return _build_sample(choice, problem)

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return the value of each metric for one problem."""
        return selection_values(sample, self.k, self.samples)


def problems_with_candidates(**metadata: Any) -> dict[str, datasets.Dataset]:
    """Return the problems with candidates in `--metadata ses_pool=FILE`."""
    path = parse_task_options(metadata).pool
    declare_used_options(metadata, ["pool"])
    candidates_by_id = _read_pool(path)
    problems = load_task_problems(**metadata)["test"]
    selected = [number for number, name in enumerate(problems["id"]) if name in candidates_by_id]
    if not selected:
        raise UsageError(
            f"{path}: no candidates for any of the {len(problems)} problems "
            f"(it has {', '.join(list(candidates_by_id)[:3])}); "
            "give the problems they are for: --metadata ses_problems=…"
        )
    return {"test": problems.select(selected)}


class VerifyTask(SelfVerifyTask):
    """`ses_verify`: selects among stored candidates, so that one model can verify another's."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self.pool = _read_pool(self.options.pool)

    def least_usage(self) -> LeastUsage:
        """Return the least usage: a prediction, since the candidates are stored."""
        return LeastUsage(reply_tokens=self.options.solving.simulate_tokens)

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow that selects among the stored candidates of `problem`."""
        public = problem.public
        candidates = [
            Candidate(
                stored.reply, None if stored.source is None else with_preloaded_names(stored.source, public)
            )
            for stored in self.pool[problem.id]
        ]
        options = self.strategy_options(problem, len(candidates))
        choice = yield from select_by_prediction(public, candidates, options)
        return _build_sample(choice, problem)


def _read_pool(path: Any) -> dict[str, list[StoredCandidate]]:
    if path is None:
        raise UsageError(
            "no candidates: give --metadata ses_pool=FILE, the samples that lm-eval logged for ses_solve "
            '(--log_samples), or JSON lines {"id": …, "programs": […]}'
        )
    return read_candidates(path)


def _build_sample(choice: SelfVerifyResult, problem: Problem) -> SolvingSample:
    report = report_selection(choice, problem.public)
    return build_sample("self-verify", report.candidates, confidence=choice.confidence)


def _calibration_error(items: list[tuple[float, float] | None]) -> float | str:
    pairs = [item for item in items if item is not None]
    if not pairs:
        return task_base.NOT_AVAILABLE
    confidences, right = zip(*pairs, strict=True)
    return expected_calibration_error(confidences, right)


class SelfFixTask(SolvingTask):
    """Repairs one solution, with the model's predictions and with the oracle: real execution."""

    lower_is_better = ("broken", "kept_wrong", "oracle_broken", "turns", "oracle_turns")

    def used_options(self) -> tuple[str, ...]:
        """Return the names of the options that the task uses."""
        return (*options_of("self-fix"), "compare_execution", "simulator_args")

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        names = ["initial_pass@1", "final_pass@1", "fixed", "broken", "kept_right", "kept_wrong"]
        names += ["initial_public_pass@1", "final_public_pass@1", "turns", "submitted"]
        if self.options.compare_execution:
            names += [
                "oracle_pass@1",
                "oracle_public_pass@1",
                "oracle_fixed",
                "oracle_broken",
                "oracle_turns",
            ]
        if self.options.solving.fix_feedback is FixFeedback.EXPLANATION:
            names += ["explained", "oracle_explained"] if self.options.compare_execution else ["explained"]
        return names

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow of self-fixing, followed by its oracle from the same first solution."""
        solve_options = self.solve_options()
        options = SelfFix.from_options(strategy_options(solve_options, problem.limits), solve_options.seed)
        public = problem.public
        candidates = yield from sample_candidates(
            public, 1, solve_options.sampling, solve_options.seed, self.prompts
        )
        first = candidates[0] if candidates else Candidate("", None)
        result = yield from repair_candidate(public, first, options)
        oracle: SelfFixResult | None = None
        if self.options.compare_execution:
            oracle_options = replace(options, predictor=ExecutionPredictor(problem.limits))
            oracle = yield from repair_candidate(public, first, oracle_options)
        replies = (first.reply,)
        return build_sample(
            "self-fix",
            reported_candidates(report_repair(result, public, replies).candidates, replies),
            stop_reason=result.stop_reason,
            oracle=None if oracle is None else report_repair(oracle, public, replies).candidates,
        )

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return the value of each metric for one problem."""
        return self_fix_values(sample)
