"""`ses_self_verify` and `ses_verify`: candidates, and what choosing one by predicted outputs is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

import datasets

from ses_plugin.adapters.lm_eval import clustered_stderr
from ses_plugin.adapters.lm_eval.judging import passes_all, passes_per_test
from ses_plugin.adapters.lm_eval.options import declare_used_options, parse_task_options
from ses_plugin.adapters.lm_eval.sample_logs import StoredCandidate, read_candidates
from ses_plugin.adapters.lm_eval.solving import SolvingTask, candidates_usage, load_task_problems
from ses_plugin.errors import UsageError
from ses_plugin.extraction import with_preloaded_names
from ses_plugin.metrics import confusion_matrix, expected_calibration_error, pass_at_k, rank_score_at_k
from ses_plugin.service.option_fields import METADATA
from ses_plugin.service.options import LeastUsage, options_of
from ses_plugin.strategies import (
    Candidate,
    Pruning,
    SelfVerify,
    SelfVerifyResult,
    score_passes,
    select_by_prediction,
    self_verify,
)
from ses_plugin.strategies.flow import Flow
from ses_plugin.types.problem import Problem


class SelfVerifyTask(SolvingTask):
    """`ses_self_verify`: k candidates, one chosen by prediction, beside other ways to choose."""

    lower_is_better = ("simulation_gap", "verdict_fp", "verdict_fn", "not_predicted", "brier", "ece")

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        if self.samples < self.k:
            label = METADATA.label("samples", self.samples)
            raise UsageError(f"{label}: fewer candidates than {METADATA.name('k')}={self.k}")

    @property
    def k(self) -> int:
        """Among how many candidates one is chosen."""
        return self.options.solving.k

    @property
    def samples(self) -> int:
        """From how many candidates the metrics are estimated."""
        return self.options.samples or self.k

    def used_options(self) -> tuple[str, ...]:
        """Return the names of the options that the task uses."""
        return (*options_of("self-verify"), "samples", "simulator_args")

    def least_usage(self) -> LeastUsage:
        """Return the usage without which there is no choice: candidates, and one prediction of several."""
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
        """Return how to choose. To estimate best@k from more than k candidates all have to be scored."""
        options = self.solve_options()
        return SelfVerify(
            self.samples,
            options.sampling,
            options.predictor(problem.limits),
            options.pruning if self.samples == self.k else Pruning.NONE,
            seed=options.seed,
            prompts=self.prompts,
        )

    def flow(self, problem: Problem) -> Flow[dict[str, Any]]:
        """Return self-verification of `problem`."""
        return _to_plain_data((yield from self_verify(problem.public, self.strategy_options(problem))))

    def values(self, problem: Problem, result: dict[str, Any]) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        sources = result["programs"] or [None] * self.samples  # a failed call is as many wrong candidates
        right = passes_all(problem, sources, problem.private_tests.for_the_judge())
        public = passes_per_test(problem, sources, problem.public.public_tests)
        values = self._choices(result, sources, right, public)
        values.update(_verdict_metrics(result["passed"], public))
        confidence, tied = result["confidence"], result["tied"]
        if confidence is not None:
            chance = fmean(right[i] for i in tied)
            values.update(confidence=confidence, brier=(confidence - chance) ** 2, ece=(confidence, chance))
        return {**values, "has_program": fmean(source is not None for source in sources)}

    def _choices(
        self,
        result: dict[str, Any],
        sources: Sequence[str | None],
        right: Sequence[bool],
        public: Sequence[Sequence[bool]],
    ) -> dict[str, Any]:
        """Return what each way to choose one of k is worth (paper, section 3)."""
        n, k = len(sources), min(self.k, len(sources))
        real = [-1 if source is None else sum(p) for source, p in zip(sources, public, strict=True)]
        lengths = result["lengths"] or [0] * n
        short = [-length if s is not None else -(10**9) for length, s in zip(lengths, sources, strict=True)]
        simulate = rank_score_at_k(_predicted_scores(result, n, k), right, k)
        executed = rank_score_at_k(real, right, k)
        return {
            "pass@1": fmean(right),
            f"pass@{self.k}": pass_at_k(n, sum(right), k),
            f"short1@{self.k}": rank_score_at_k(short, right, k),
            f"best@{self.k}_simulate": simulate,
            f"best@{self.k}_exec": executed,
            "simulation_gap": executed - simulate,
        }


def problems_with_candidates(**metadata: Any) -> dict[str, datasets.Dataset]:
    """Return the problems of which `--metadata ses_pool=FILE` has candidates."""
    path = parse_task_options(metadata).pool
    declare_used_options(metadata, ["pool"])
    pool = _pool(path)
    found = load_task_problems(**metadata)["test"]
    known = [number for number, name in enumerate(found["id"]) if name in pool]
    if not known:
        raise UsageError(
            f"{path}: candidates of none of the {len(found)} problems "
            f"(it has {', '.join(list(pool)[:3])}); give the problems they are for: --metadata ses_problems=…"
        )
    return {"test": found.select(known)}


class VerifyTask(SelfVerifyTask):
    """`ses_verify`: stored candidates, so that one model can judge another's."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self.pool = _pool(self.options.pool)

    def least_usage(self) -> LeastUsage:
        """Return the usage of a prediction: the candidates are there."""
        return LeastUsage(reply_tokens=self.options.solving.simulate_tokens)

    def flow(self, problem: Problem) -> Flow[dict[str, Any]]:
        """Return the choice among the candidates of `problem`."""
        task = problem.public
        candidates = [
            Candidate(
                " " * stored.length,
                None if stored.source is None else with_preloaded_names(stored.source, task),
            )
            for stored in self.pool[problem.id]
        ]
        return _to_plain_data(
            (yield from select_by_prediction(task, candidates, self.strategy_options(problem)))
        )


def _pool(path: Any) -> dict[str, list[StoredCandidate]]:
    if path is None:
        raise UsageError(
            "name the candidates: --metadata ses_pool=FILE, the samples that lm-eval logged for ses_solve "
            '(--log_samples), or JSON lines {"id": …, "programs": […]}'
        )
    return read_candidates(path)


def _to_plain_data(choice: SelfVerifyResult) -> dict[str, Any]:
    return {
        "programs": [c.program and c.program.source for c in choice.candidates],
        "lengths": [len(c.reply) for c in choice.candidates],
        "passed": choice.predicted_passes,
        "tied": choice.tied,
        "chosen": choice.chosen,
        "confidence": choice.confidence,
    }


def _predicted_scores(result: dict[str, Any], n: int, k: int) -> list[float]:
    """Return scores by prediction. If one of all is chosen it is enough to know which are best."""
    if n == k:
        return [float(number in result["tied"]) for number in range(n)]
    has = zip(result["passed"], result["programs"], strict=True)
    return [-1.0 if source is None else float(score_passes(cells)) for cells, source in has]


def _verdict_metrics(
    passed: Sequence[dict[str, bool | None]], public: Sequence[Sequence[bool]]
) -> dict[str, float | None]:
    """Return the confusion matrix of predicted and real verdicts, "positive" being a pass, as shares.

    A call that failed or did not fit the budget (None) is no verdict: its share is `not_predicted`.
    """
    verdicts = [
        (predicted, public[i][int(number)])
        for i, cells in enumerate(passed)
        for number, predicted in cells.items()
    ]
    pairs = [(predicted, real) for predicted, real in verdicts if predicted is not None]
    missing: dict[str, float | None] = {"not_predicted": 1 - len(pairs) / len(verdicts)} if verdicts else {}
    if not pairs:
        return missing
    predicted_passes, real_passes = zip(*pairs, strict=True)
    counts = confusion_matrix(predicted_passes, real_passes)
    return {
        **missing,
        "verdict_accuracy": counts.agreement,
        "verdict_tp": counts.pass_pass / len(pairs),
        "verdict_fp": counts.pass_fail / len(pairs),
        "verdict_fn": counts.fail_pass / len(pairs),
        "verdict_tn": counts.fail_fail / len(pairs),
    }


def _calibration_error(items: list[tuple[float, float] | None]) -> float | str:
    pairs = [item for item in items if item is not None]
    if not pairs:
        return clustered_stderr.NOT_AVAILABLE
    confidences, right = zip(*pairs, strict=True)
    return expected_calibration_error(confidences, right)
