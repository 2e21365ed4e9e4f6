"""The metrics of one problem, from its judged sample: those of lm-eval's tables and of reports.

A value of None does not apply to the problem, and is in no mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any

from ses_plugin.metrics import confusion_matrix, pass_at_k, rank_score_at_k
from ses_plugin.service.samples import (
    SampleCandidate,
    SolvingSample,
    no_program_row,
    passes_examples,
    passes_private,
    sample_answers,
)
from ses_plugin.strategies import score_passes
from ses_plugin.types.problem import Verdict
from ses_plugin.usage import Usage

_SUBMITTED = ("submitted", "passed", "repeated")

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


def cost_values(sample: SolvingSample) -> dict[str, float | None]:
    """Return the calls and the tokens written of one problem, summed over all roles."""
    total = sum((Usage(**role_usage) for role_usage in sample["usage"].values()), Usage())
    return {"calls": total.calls, "completion_tokens": total.completion_tokens}


def answer_values(sample: SolvingSample) -> dict[str, float | None]:
    """Return the shares of answers that pass the private and the public tests, and that have a program."""
    return {name: fmean(values) for name, values in _answer_checks(sample, 1).items()}


def solve_values(sample: SolvingSample, k: int) -> dict[str, float | None]:
    """Return `answer_values` of all candidates, and pass@k."""
    checks = _answer_checks(sample, k)
    right = checks["pass@1"]
    return {
        **{name: fmean(values) for name, values in checks.items()},
        f"pass@{k}": pass_at_k(len(right), sum(right), min(k, len(right))),
    }


def _answer_checks(sample: SolvingSample, n: int) -> dict[str, list[bool]]:
    """Return the values of each answer; `n` wrong ones if there are none, because the call failed."""
    answers = sample_answers(sample)
    if not answers:
        return dict.fromkeys(("pass@1", "public_pass@1", "has_program"), [False] * n)
    return {
        "pass@1": [passes_private(candidate) for candidate in answers],
        "public_pass@1": [passes_examples(candidate) for candidate in answers],
        "has_program": [candidate["program"] is not None for candidate in answers],
    }


def selection_candidates(sample: SolvingSample, samples: int) -> list[SampleCandidate]:
    """Return the candidates of a selection; if the call failed, `samples` candidates without a program."""
    return sample["candidates"] or [_FAILED] * samples


def selection_values(sample: SolvingSample, k: int, samples: int) -> dict[str, Any]:
    """Return the success rate of each way to select one of `k` candidates (paper, section 3), and more.

    `samples` is the number of candidates from which the rates are estimated. "ece" is the pair of confidence
    and success rate.
    """
    candidates = selection_candidates(sample, samples)
    values = selection_rates(candidates, k)
    simulate, executed = values[f"best@{k}_simulate"], values[f"best@{k}_exec"]
    return {
        **values,
        "simulation_gap": executed - simulate,
        **verdict_values(candidates),
        **_confidence_values(sample, candidates),
        "has_program": fmean(candidate["program"] is not None for candidate in candidates),
    }


def selection_rates(candidates: Sequence[SampleCandidate], k: int) -> dict[str, float]:
    """Return the success rate of each way to select one of `k` candidates, which are drawn from all."""
    right = [passes_private(candidate) for candidate in candidates]
    n = len(candidates)
    drawn = min(k, n)
    predicted = [predicted_score(candidate, leaders_only=n == drawn) for candidate in candidates]
    return {
        "pass@1": fmean(right),
        f"pass@{k}": pass_at_k(n, sum(right), drawn),
        f"short1@{k}": rank_score_at_k([*map(shortness_score, candidates)], right, drawn),
        f"best@{k}_simulate": rank_score_at_k(predicted, right, drawn),
        f"best@{k}_exec": rank_score_at_k([*map(execution_score, candidates)], right, drawn),
    }


def _confidence_values(sample: SolvingSample, candidates: Sequence[SampleCandidate]) -> dict[str, Any]:
    confidence = sample["confidence"]
    if confidence is None or not any(map(_is_leader, candidates)):
        return {}
    success_rate = leader_success_rate(candidates)
    return {
        "confidence": confidence,
        "brier": (confidence - success_rate) ** 2,
        "ece": (confidence, success_rate),
    }


def leader_success_rate(candidates: Sequence[SampleCandidate]) -> float:
    """Return how many of the candidates with the best score by prediction are right, as a share."""
    return fmean(passes_private(candidate) for candidate in candidates if _is_leader(candidate))


def _is_leader(candidate: SampleCandidate) -> bool:
    return candidate["chosen"] or candidate["tied"]


def predicted_score(candidate: SampleCandidate, *, leaders_only: bool) -> float:
    """Return the score by prediction; with `leaders_only`, 1 for the best candidates and 0 for the others.

    Of pruned candidates the score is not known, only that they are not the best ones.
    """
    if leaders_only:
        return float(_is_leader(candidate))
    if candidate["program"] is None:
        return -1.0
    return float(score_passes(dict(_predicted_passes(candidate))))


def execution_score(candidate: SampleCandidate) -> float:
    """Return the number of examples that the candidate passes by execution; -1 without a program."""
    if candidate["program"] is None:
        return -1.0
    return float(sum(run["verdict"] == Verdict.AC for run in candidate["runs"]))


def shortness_score(candidate: SampleCandidate) -> float:
    """Return a score that is best for the shortest reply with a program."""
    return -1e9 if candidate["program"] is None else float(-len(candidate["reply"]))


def _predicted_passes(candidate: SampleCandidate) -> Iterator[tuple[int, bool | None]]:
    """Yield the number of each predicted example, and the verdict by prediction."""
    for number, example in enumerate(candidate["examples"]):
        if example["predictions"]:
            yield number, example["passed"]


def verdict_values(candidates: Sequence[SampleCandidate]) -> dict[str, float | None]:
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


def self_fix_values(sample: SolvingSample) -> dict[str, float | None]:
    """Return what became of the first solution, by the model's predictions and by real execution."""
    turns = [candidate for candidate in sample["candidates"] if candidate["program"] is not None]
    values = _turn_values(turns)
    values.update(turns=len(turns), submitted=sample["stop_reason"] in _SUBMITTED)
    if sample["oracle"] is not None:
        oracle = _turn_values(sample["oracle"])
        values["oracle_pass@1"] = oracle["final_pass@1"]
        values["oracle_public_pass@1"] = oracle["final_public_pass@1"]
        values.update(oracle_fixed=oracle["fixed"], oracle_broken=oracle["broken"])
        values["oracle_turns"] = len(sample["oracle"])
    shares = {"explained": _share_explained(sample["candidates"])}
    if sample["oracle"] is not None:
        shares["oracle_explained"] = _share_explained(sample["oracle"])
    return {**{name: float(value) for name, value in values.items()}, **shares}


def _share_explained(turns: Sequence[SampleCandidate]) -> float | None:
    """Return of which share of the failed examples fix prompts show an explanation; None without any."""
    requested = [
        example["explanation"] for turn in turns for example in turn["examples"] if "explanation" in example
    ]
    return fmean("text" in explanation for explanation in requested) if requested else None


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
