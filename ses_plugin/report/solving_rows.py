"""The rows of solving tasks, from samples and lines of results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ses_plugin.extraction import seems_truncated
from ses_plugin.report.page_data import AnswerOutcome, CellClass
from ses_plugin.report.prompt_rebuild import PromptCounts, PromptRebuilder
from ses_plugin.report.rows import CandidateResult, CellResult, ProblemResult, PublicTest, VoteResult
from ses_plugin.service.samples import SampleCandidate, SolvingSample, sample_answers
from ses_plugin.strategies import PredictionStatus
from ses_plugin.types.problem import PublicProblem, Test, Verdict
from ses_plugin.usage import EXECUTE, Usage

_NO_PREDICTION: dict[str, CellClass] = {
    PredictionStatus.TRUNCATED: "truncated",
    PredictionStatus.NO_ANSWER: "no_answer",
    PredictionStatus.NOT_PREDICTED: "failed",
}
_CELL_CLASSES: dict[tuple[bool, bool], CellClass] = {
    (True, True): "true_positive",
    (True, False): "false_positive",
    (False, False): "true_negative",
    (False, True): "false_negative",
}


class ProblemReader:
    """Reads samples of solving tasks. `prompt_counts` says how many prompts could be built again."""

    def __init__(self) -> None:
        self.prompt_counts = PromptCounts()

    def read(
        self,
        name: str,
        public: PublicProblem,
        sample: SolvingSample,
        *,
        level: str | None,
        doc_hash: str | None = None,
    ) -> ProblemResult:
        """Return the row of a sample. `level` and `doc_hash` are the problem's."""
        sources = [candidate["program"] for candidate in _all_candidates(sample)]
        prompts = PromptRebuilder(public, sample["prompts"], sources, self.prompt_counts)
        tests = _shown_tests(public, _all_candidates(sample))
        build = _CandidateBuilder(public, sample, tests, prompts)
        candidates = build.candidates(sample["candidates"])
        oracle = None if sample["oracle"] is None else build.candidates(sample["oracle"], simulated=False)
        usage = sum((Usage(**role_usage) for role_usage in sample["usage"].values()), Usage())
        outcome = _problem_outcome(sample, candidates, usage)
        return ProblemResult(
            id=name,
            statement=_statement(public),
            level=level or None,
            entry_point=public.entry_point,
            strategy=sample["strategy"],
            outcome=outcome,
            flags=tuple(_flags(sample, candidates, outcome)),
            confidence=sample["confidence"],
            stop_reason=sample["stop_reason"],
            tokens=usage.completion_tokens if sample["usage"] else None,
            calls=usage.calls if sample["usage"] else None,
            tests=tests,
            candidates=candidates,
            oracle=oracle,
            usage=sample["usage"],
            sample=sample,
            data_hash=_data_hash(public),
            doc_hash=doc_hash,
        )


def _all_candidates(sample: SolvingSample) -> list[SampleCandidate]:
    return [*sample["candidates"], *(sample["oracle"] or ())]


def _statement(public: PublicProblem) -> str:
    if not public.starter_code.strip():
        return public.statement
    return f"{public.statement.rstrip()}\n\n```python\n{public.starter_code.rstrip()}\n```"


def _data_hash(public: PublicProblem) -> str:
    tests = [(test.input, test.output) for test in public.public_tests]
    text = json.dumps([public.statement, public.starter_code, public.entry_point, tests])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _shown_tests(public: PublicProblem, candidates: Sequence[SampleCandidate]) -> tuple[PublicTest, ...]:
    """Return the public tests, and after them the inputs that a model wrote, if there are any."""
    tests = [PublicTest(test.input, test.output) for test in public.public_tests]
    examples = next((candidate["examples"] for candidate in candidates if candidate["examples"]), [])
    if [example["input"] for example in examples] == [test.input for test in tests]:
        return tuple(tests)
    return (*tests, *(PublicTest(example["input"], example["expected"]) for example in examples))


class _CandidateBuilder:
    """Builds the rows of the candidates of one problem."""

    def __init__(
        self,
        public: PublicProblem,
        sample: SolvingSample,
        tests: Sequence[PublicTest],
        prompts: PromptRebuilder,
    ) -> None:
        self._sample, self._tests, self._prompts = sample, tests, prompts
        self._own_inputs = len(tests) - len(public.public_tests)
        # Candidates that were given, as in `ses_verify`, come from no prompt of this run.
        self._sampled = "solve" in sample["usage"] or (not sample["usage"] and sample["prompts"] is None)

    def candidates(
        self, candidates: Sequence[SampleCandidate], *, simulated: bool = True
    ) -> tuple[CandidateResult, ...]:
        """Return the rows; without `simulated` the predictions are real runs, which have no prompt."""
        return tuple(
            self._candidate(candidate, candidates[number - 1] if number else None, simulated)
            for number, candidate in enumerate(candidates)
        )

    def _candidate(
        self, candidate: SampleCandidate, previous: SampleCandidate | None, simulated: bool
    ) -> CandidateResult:
        private = candidate.get("private")
        return CandidateResult(
            program=candidate["program"],
            reply=candidate["reply"],
            chosen=candidate["chosen"],
            tied=candidate["tied"],
            outcome=_candidate_outcome(candidate),
            private_verdict=private["verdict"] if private else None,
            private_tests=private["tests"] if private else 0,
            cells=tuple(self._cells(candidate, simulated)) if candidate["program"] is not None else (),
            tokens=candidate.get("tokens"),
            prompt=self._prompt(candidate, previous),
        )

    def _prompt(self, candidate: SampleCandidate, previous: SampleCandidate | None) -> str | None:
        if not (self._sampled and candidate["reply"]):
            return None
        if self._sample["strategy"] != "self-fix" or previous is None:
            return self._prompts.solve()
        predicted = [
            example["predictions"][0]["output"] if example["predictions"] else None
            for example in previous["examples"]
        ]
        explanations = [example.get("explanation", {}).get("text", "") for example in previous["examples"]]
        return self._prompts.fix(previous["program"] or "", predicted, explanations)

    def _cells(self, candidate: SampleCandidate, simulated: bool) -> Iterator[CellResult]:
        runs, examples = candidate.get("runs", []), candidate["examples"]
        offset = len(self._tests) - self._own_inputs if self._own_inputs else 0
        for number in range(len(self._tests)):
            run = runs[number] if number < len(runs) else None
            place = number - offset
            example = examples[place] if 0 <= place < len(examples) else None
            real = None if run is None else run["verdict"] == Verdict.AC
            predicted = None if example is None or not example["predictions"] else example["passed"]
            votes = () if example is None else self._votes(candidate, example, simulated)
            yield CellResult(
                predicted=predicted,
                real=real,
                cell_class=_cell_class(predicted, real, votes),
                votes=votes,
                real_output=None if run is None else run["output"],
                real_verdict=None if run is None else run["verdict"],
                real_error=None if run is None else run["error"],
                output_truncated=run is not None and run["output_truncated"],
            )

    def _votes(self, candidate: SampleCandidate, example: Any, simulated: bool) -> tuple[VoteResult, ...]:
        votes = []
        for row in example["predictions"]:
            reply, prompt = row.get("reply", ""), None
            if simulated and reply:
                prompt = self._prompts.simulate(candidate["program"] or "", example["input"])
            votes.append(VoteResult(row["status"], row["output"], reply, row.get("reason", ""), prompt))
        return tuple(votes)


def _cell_class(predicted: bool | None, real: bool | None, votes: Sequence[VoteResult]) -> CellClass:
    """Return the class of a cell. If no vote has an output, it is why the first one has none."""
    reasons = [_NO_PREDICTION.get(vote.status) for vote in votes]
    without_output = [reason for reason in reasons if reason is not None]
    if votes and len(without_output) == len(votes):
        return next((reason for reason in without_output if reason != "failed"), "failed")
    if predicted is None or real is None:
        return "unknown"
    return _CELL_CLASSES[predicted, real]


def _candidate_outcome(candidate: SampleCandidate) -> AnswerOutcome | None:
    private = candidate.get("private")
    if candidate["program"] is None:
        cut = candidate.get("truncated", seems_truncated(candidate["reply"], None))
        return "truncated" if cut else "no_answer"
    if private is None or not private["tests"]:
        return None
    return "right" if private["passed"] else "wrong"


def _problem_outcome(
    sample: SolvingSample, candidates: Sequence[CandidateResult], usage: Usage
) -> AnswerOutcome | None:
    """Return the outcome of the first answer; without an answer, why there is none."""
    answers = sample_answers(sample)
    if answers:
        return _candidate_outcome(answers[0])
    outcomes = {candidate.outcome for candidate in candidates}
    if not candidates:
        return "failed" if usage.failed else "no_answer"
    return "truncated" if outcomes == {"truncated"} else "no_answer"


def _flags(
    sample: SolvingSample, candidates: Sequence[CandidateResult], outcome: AnswerOutcome | None
) -> Iterator[str]:
    chosen = [candidate for candidate in candidates if candidate.chosen]
    cells = [cell for candidate in candidates for cell in candidate.cells]
    classes = {cell.cell_class for cell in cells}
    selects = sample["strategy"] not in ("solve", "self-fix")
    some_right = any(candidate.outcome == "right" for candidate in candidates)
    conditions: dict[str, Callable[[], bool]] = {
        "selection_loss": lambda: selects and some_right and outcome not in ("right", None),
        "verifier_false_positive": lambda: any(map(_is_false_positive, chosen)),
        "verifier_false_negative": lambda: any(map(_is_false_negative, candidates)),
        "no_right_candidate": lambda: selects and outcome is not None and not some_right,
        "truncated": lambda: "truncated" in classes or "truncated" in {c.outcome for c in candidates},
        "no_answer": lambda: "no_answer" in classes,
        "failed": lambda: "failed" in classes or _failed_calls(sample) > 0,
        "no_program": lambda: any(candidate.program is None for candidate in candidates),
        "tied": lambda: any(candidate.tied for candidate in candidates),
        "fixed": lambda: _changed(sample, candidates, "wrong", "right"),
        "broken": lambda: _changed(sample, candidates, "right", "wrong"),
    }
    yield from (flag for flag, holds in conditions.items() if holds())


def _is_false_positive(candidate: CandidateResult) -> bool:
    """Return whether a wrong candidate passes all tests by prediction."""
    verdicts = [cell.predicted for cell in candidate.cells]
    return candidate.outcome == "wrong" and bool(verdicts) and all(verdicts)


def _is_false_negative(candidate: CandidateResult) -> bool:
    """Return whether a right candidate fails a test by a predicted output."""
    return candidate.outcome == "right" and any(
        cell.cell_class == "false_negative" for cell in candidate.cells
    )


def _failed_calls(sample: SolvingSample) -> int:
    return sum(int(role_usage["failed"]) for role_usage in sample["usage"].values())


def _changed(
    sample: SolvingSample, turns: Sequence[CandidateResult], before: AnswerOutcome, after: AnswerOutcome
) -> bool:
    return sample["strategy"] == "self-fix" and (
        len(turns) > 1 and (turns[0].outcome, turns[-1].outcome) == (before, after)
    )


def public_from_doc(doc: Mapping[str, Any]) -> PublicProblem:
    """Return the public part of the problem in lm-eval's sample."""
    tests = tuple(Test(test_input, output) for test_input, output in doc["public"])
    return PublicProblem(doc["statement"], tests, doc["entry"], doc["starter"], bool(doc.get("preloaded")))


def public_from_line(row: Mapping[str, Any]) -> PublicProblem:
    """Return the public part of the problem in a line of `ses solve --all`."""
    tests = tuple(Test(test_input, output) for test_input, output in row["tests"])
    return PublicProblem(
        row["statement"], tests, row["entry_point"], row["starter_code"], bool(row["preloaded"])
    )


def sample_from_line(line: Mapping[str, Any]) -> SolvingSample:
    """Return the sample that a line of `ses solve --all` amounts to."""
    return {
        "version": 2,
        "strategy": line["strategy"],
        "confidence": line["confidence"],
        "stop_reason": None,
        "candidates": line["candidates"],
        "oracle": None,
        "prompts": line["prompts"],
        "usage": {
            role: asdict(Usage(**counts["usage"]) + Usage(**counts["cached_usage"]))
            for role, counts in line["usage"]["roles"].items()
            if role != EXECUTE
        },
    }
