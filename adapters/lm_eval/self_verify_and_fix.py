"""`ses_self_verify`, `ses_verify` and `ses_self_fix`: selection and repair by predicted outputs.

How good is a selection by predicted outputs, and a solution repaired by simulation? For comparison, the same
is done by real execution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any

import datasets

from ses_plugin.adapters.lm_eval import task_base
from ses_plugin.adapters.lm_eval.options import declare_used_options, parse_task_options
from ses_plugin.adapters.lm_eval.sample_logs import StoredCandidate, read_candidates
from ses_plugin.adapters.lm_eval.solving import SolvingTask, candidates_usage, load_task_problems
from ses_plugin.errors import UsageError
from ses_plugin.extraction import with_preloaded_names
from ses_plugin.metrics import confusion_matrix, expected_calibration_error, pass_at_k, rank_score_at_k
from ses_plugin.service.option_fields import METADATA
from ses_plugin.service.options import LeastUsage, options_of
from ses_plugin.service.samples import (
    SampleCandidate,
    SolvingSample,
    build_sample,
    no_program_row,
    passes_examples,
    passes_private,
)
from ses_plugin.strategies import (
    Candidate,
    ExecutionPredictor,
    Pruning,
    SelfFix,
    SelfFixResult,
    SelfVerify,
    SelfVerifyResult,
    sample_candidates,
    score_passes,
    select_by_prediction,
    self_verify,
)
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.self_fix import repair_candidate, report_repair
from ses_plugin.strategies.self_verify import report_selection
from ses_plugin.types.problem import Problem, Verdict


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

    def strategy_options(self, problem: Problem) -> SelfVerify:
        """Return the options of the selection. With more than k candidates, best@k needs all scores."""
        options = self.solve_options()
        return SelfVerify(
            self.samples,
            options.sampling,
            options.predictor(problem.limits),
            options.pruning if self.samples == self.k else Pruning.NONE,
            seed=options.seed,
            prompts=self.prompts,
        )

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow of self-verification."""
        choice = yield from self_verify(problem.public, self.strategy_options(problem))
        return _build_sample(choice, problem)

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return the value of each metric for one problem."""
        candidates = sample["candidates"] or [_FAILED] * self.samples
        values = self._selection_metrics(candidates)
        values.update(_verdict_metrics(candidates))
        if (confidence := sample["confidence"]) is not None:
            success_rate = fmean(
                passes_private(candidate) for candidate in candidates if _is_leader(candidate)
            )
            values.update(
                confidence=confidence, brier=(confidence - success_rate) ** 2, ece=(confidence, success_rate)
            )
        return {**values, "has_program": fmean(candidate["program"] is not None for candidate in candidates)}

    def _selection_metrics(self, candidates: Sequence[SampleCandidate]) -> dict[str, Any]:
        """Return the success rate of each way to select one of k candidates (paper, section 3)."""
        right = [passes_private(candidate) for candidate in candidates]
        n, k = len(candidates), min(self.k, len(candidates))
        simulate = rank_score_at_k(
            [_predicted_score(candidate, chosen_only=n == k) for candidate in candidates], right, k
        )
        executed = rank_score_at_k([_real_score(candidate) for candidate in candidates], right, k)
        shortest = [
            -(10**9) if candidate["program"] is None else -len(candidate["reply"]) for candidate in candidates
        ]
        return {
            "pass@1": fmean(right),
            f"pass@{self.k}": pass_at_k(n, sum(right), k),
            f"short1@{self.k}": rank_score_at_k(shortest, right, k),
            f"best@{self.k}_simulate": simulate,
            f"best@{self.k}_exec": executed,
            "simulation_gap": executed - simulate,
        }


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
        choice = yield from select_by_prediction(public, candidates, self.strategy_options(problem))
        return _build_sample(choice, problem)


def _read_pool(path: Any) -> dict[str, list[StoredCandidate]]:
    if path is None:
        raise UsageError(
            "no candidates: give --metadata ses_pool=FILE, the samples that lm-eval logged for ses_solve "
            '(--log_samples), or JSON lines {"id": …, "programs": […]}'
        )
    return read_candidates(path)


_FAILED: SampleCandidate = {
    "program": None,
    "reply": "",
    "chosen": False,
    "tied": False,
    "examples": [],
    "runs": [],
    "private": no_program_row(0),
}
"""The candidate of a failed call, which counts as wrong."""


def _build_sample(choice: SelfVerifyResult, problem: Problem) -> SolvingSample:
    report = report_selection(choice, problem.public)
    return build_sample("self-verify", report.candidates, confidence=choice.confidence)


def _is_leader(candidate: SampleCandidate) -> bool:
    return candidate["chosen"] or candidate["tied"]


def _predicted_score(candidate: SampleCandidate, *, chosen_only: bool) -> float:
    """Return the score by prediction; with `chosen_only`, 1 for the best candidates and 0 for the others."""
    if chosen_only:
        return float(_is_leader(candidate))
    if candidate["program"] is None:
        return -1.0
    return float(score_passes(dict(_predicted_passes(candidate))))


def _real_score(candidate: SampleCandidate) -> int:
    if candidate["program"] is None:
        return -1
    return sum(run["verdict"] == Verdict.AC for run in candidate["runs"])


def _predicted_passes(candidate: SampleCandidate) -> Iterator[tuple[int, bool | None]]:
    """Yield the number of each predicted example, and the verdict by prediction."""
    for number, example in enumerate(candidate["examples"]):
        if example["predictions"]:
            yield number, example["passed"]


def _verdict_metrics(candidates: Sequence[SampleCandidate]) -> dict[str, float | None]:
    """Return the confusion matrix of predicted and real verdicts as shares; "positive" is a pass.

    Calls that failed or exceeded the budget have no verdict (None): their share is `not_predicted`.
    """
    verdicts = [
        (predicted, candidate["runs"][number]["verdict"] == Verdict.AC)
        for candidate in candidates
        for number, predicted in _predicted_passes(candidate)
    ]
    pairs = [(predicted, real) for predicted, real in verdicts if predicted is not None]
    not_predicted: dict[str, float | None] = (
        {"not_predicted": 1 - len(pairs) / len(verdicts)} if verdicts else {}
    )
    if not pairs:
        return not_predicted
    predictions, real = zip(*pairs, strict=True)
    counts = confusion_matrix(predictions, real)
    return {
        **not_predicted,
        "verdict_accuracy": counts.agreement,
        "verdict_tp": counts.pass_pass / len(pairs),
        "verdict_fp": counts.pass_fail / len(pairs),
        "verdict_fn": counts.fail_pass / len(pairs),
        "verdict_tn": counts.fail_fail / len(pairs),
    }


def _calibration_error(items: list[tuple[float, float] | None]) -> float | str:
    pairs = [item for item in items if item is not None]
    if not pairs:
        return task_base.NOT_AVAILABLE
    confidences, right = zip(*pairs, strict=True)
    return expected_calibration_error(confidences, right)


_SUBMITTED = ("submitted", "passed", "repeated")


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
        return names

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow of self-fixing, followed by its oracle from the same first solution."""
        solve_options = self.solve_options()
        options = SelfFix(
            solve_options.turns,
            solve_options.sampling,
            predictor=solve_options.predictor(problem.limits),
            seed=solve_options.seed,
            submit_passing=solve_options.submit_passing,
            prompts=self.prompts,
        )
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
        return build_sample(
            "self-fix",
            report_repair(result, public, ()).candidates,
            stop_reason=result.stop_reason,
            oracle=None if oracle is None else report_repair(oracle, public, ()).candidates,
        )

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return the value of each metric for one problem."""
        values = _turn_values(sample["candidates"])
        values.update(turns=len(sample["candidates"]), submitted=sample["stop_reason"] in _SUBMITTED)
        if sample["oracle"] is not None:
            oracle = _turn_values(sample["oracle"])
            values["oracle_pass@1"] = oracle["final_pass@1"]
            values["oracle_public_pass@1"] = oracle["final_public_pass@1"]
            values.update(oracle_fixed=oracle["fixed"], oracle_broken=oracle["broken"])
            values["oracle_turns"] = len(sample["oracle"])
        return {name: float(value) for name, value in values.items()}


def _turn_values(turns: Sequence[SampleCandidate]) -> dict[str, Any]:
    """Return whether the first and the last solution pass, and the change between them."""
    first, last = (passes_private(turns[0]), passes_private(turns[-1])) if turns else (False, False)
    return {
        "initial_pass@1": first,
        "final_pass@1": last,
        "fixed": last and not first,
        "broken": first and not last,
        "kept_right": first and last,
        "kept_wrong": not first and not last,
        "initial_public_pass@1": bool(turns) and passes_examples(turns[0]),
        "final_public_pass@1": bool(turns) and passes_examples(turns[-1]),
    }
