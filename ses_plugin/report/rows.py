"""A run as typed, frozen rows: what `load_run` returns and every number of a report is computed from.

Each row has the names and the values of its entry in the page (`page_data`), where they are explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from ses_plugin.debugger.report import DebugReport
from ses_plugin.errors import MissingDependency, UsageError
from ses_plugin.report.page_data import AnswerOutcome, CellClass
from ses_plugin.service.samples import SolvingSample
from ses_plugin.types.result_value import ResultValue

if TYPE_CHECKING:
    import pandas

Table = Literal["problems", "candidates", "cells", "instances", "replies"]

_TABLES: dict[str, tuple[Table, ...]] = {
    "solving": ("problems", "candidates", "cells"),
    "output_prediction": ("instances", "replies"),
}


def _optional() -> Any:
    """Return a field that an entry leaves out where it is None."""
    return field(default=None, metadata={"optional": True})


@dataclass(frozen=True, slots=True)
class VoteResult:
    """One prediction of a program's output. `prompt` is None if it isn't known for certain."""

    status: str
    output: str | None
    reply: str
    reason: str
    prompt: str | None = _optional()


@dataclass(frozen=True, slots=True)
class CellResult:
    """A candidate on a test: the verdict by prediction, and the real one. None: not known."""

    predicted: bool | None
    real: bool | None
    cell_class: CellClass
    votes: tuple[VoteResult, ...]
    real_output: str | None
    real_verdict: str | None
    real_error: str | None
    output_truncated: bool


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """A candidate, or a turn of self-fix."""

    program: str | None
    reply: str
    chosen: bool
    tied: bool
    outcome: AnswerOutcome | None
    private_verdict: str | None
    private_tests: int
    cells: tuple[CellResult, ...]
    tokens: int | None
    prompt: str | None = _optional()


@dataclass(frozen=True, slots=True)
class PublicTest:
    """A public test; or an input that a model wrote, whose correct output is not known."""

    input: str
    expected: str | None


@dataclass(frozen=True, slots=True)
class ProblemResult:
    """The result of a solving task on one problem.

    Attributes:
        tokens: What models wrote for it; None if that is not known.
        usage: For each role the fields of `Usage`.
        sample: The sample that the metrics are computed from.
        data_hash: The hash of the problem as models see it.
        doc_hash: lm-eval's own hash of the whole problem, None for other sources.
    """

    id: str
    statement: str
    level: str | None
    entry_point: str | None
    strategy: str
    outcome: AnswerOutcome | None
    flags: tuple[str, ...]
    confidence: float | None
    stop_reason: str | None
    tokens: int | None
    calls: int | None
    tests: tuple[PublicTest, ...]
    candidates: tuple[CandidateResult, ...]
    oracle: tuple[CandidateResult, ...] | None
    usage: Mapping[str, Mapping[str, Any]]
    sample: SolvingSample = field(repr=False, metadata={"internal": True})
    data_hash: str = field(metadata={"internal": True})
    doc_hash: str | None = field(default=None, metadata={"internal": True})

    @property
    def cluster(self) -> str:
        """Problems are independent of each other."""
        return self.id


@dataclass(frozen=True, slots=True)
class ReplyResult:
    """One reply to an output prediction. Only in a page: `divergence`, the debugger's report, and `trace`."""

    reply: str
    answer: str | None
    outcome: AnswerOutcome
    prompt: str | None = _optional()
    divergence: DebugReport | None = field(default=None, metadata={"optional": True})
    trace: Mapping[str, Any] | None = _optional()


@dataclass(frozen=True, slots=True)
class InstanceResult:
    """The result of an output prediction task on one instance."""

    id: str
    cluster: str
    program: str
    entry_point: str | None
    input: str
    expected: str
    level: str | None
    features: Mapping[str, Any]
    flags: tuple[str, ...]
    outcome: AnswerOutcome
    tokens: int | None
    replies: tuple[ReplyResult, ...]
    data_hash: str = field(metadata={"internal": True})
    doc_hash: str | None = field(default=None, metadata={"internal": True})


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one task.

    Attributes:
        name: How the report calls it.
        path: The file of its samples or results.
        kind: Whether it has `problems` or `instances`.
        settings: Model, options, seeds, data and prompts, by name.
        reported: lm-eval's own numbers of the task, by metric; empty for other sources.
        metric_names: The metrics that lm-eval logged with the samples.
        notes: What a reader has to know: what is missing, and why.
    """

    name: str
    path: str
    kind: Literal["solving", "output_prediction"]
    task: str
    strategy: str | None
    model: str
    settings: Mapping[str, Any] = field(repr=False)
    reported: Mapping[str, float] = field(repr=False)
    metric_names: tuple[str, ...]
    notes: tuple[str, ...]
    problems: tuple[ProblemResult, ...] = field(default=(), repr=False)
    instances: tuple[InstanceResult, ...] = field(default=(), repr=False)

    def rows(self, table: Table | None = None) -> list[dict[str, Any]]:
        """Return the run as flat rows of plain data.

        Args:
            table: "problems" (the default of solving tasks), "candidates" or "cells"; "instances" (the
                default of output prediction) or "replies".

        Raises:
            UsageError: The run has no such table.
        """
        allowed = _TABLES[self.kind]
        name = table or allowed[0]
        if name not in allowed:
            raise UsageError(f"table={name!r}: a run of {self.task} has {', '.join(allowed)}")
        return list(_ROWS[name](self))

    def to_frame(self, table: Table | None = None) -> pandas.DataFrame:
        """Return `rows(table)` as a data frame. Raises MissingDependency if pandas isn't installed."""
        try:
            import pandas
        except ImportError as error:
            raise MissingDependency(
                "to_frame needs pandas: pip install pandas; rows() has the same without it"
            ) from error
        return pandas.DataFrame(self.rows(table))


def _problem_rows(run: Run) -> Iterator[dict[str, Any]]:
    for problem in run.problems:
        yield {
            "id": problem.id,
            "level": problem.level,
            "strategy": problem.strategy,
            "outcome": problem.outcome,
            "candidates": len(problem.candidates),
            "right": sum(candidate.outcome == "right" for candidate in problem.candidates),
            "confidence": problem.confidence,
            "stop_reason": problem.stop_reason,
            "calls": problem.calls,
            "tokens": problem.tokens,
            "flags": " ".join(problem.flags),
        }


def _candidate_rows(run: Run) -> Iterator[dict[str, Any]]:
    for problem in run.problems:
        for number, candidate in enumerate(problem.candidates):
            predicted = [cell.predicted for cell in candidate.cells]
            yield {
                "id": problem.id,
                "candidate": number,
                "chosen": candidate.chosen,
                "tied": candidate.tied,
                "outcome": candidate.outcome,
                "private_verdict": candidate.private_verdict,
                "predicted_passes": predicted.count(True),
                "real_passes": sum(cell.real is True for cell in candidate.cells),
                "predicted": sum(verdict is not None for verdict in predicted),
                "tests": len(candidate.cells),
                "tokens": candidate.tokens,
                "program": candidate.program,
                "reply": candidate.reply,
            }


def _cell_rows(run: Run) -> Iterator[dict[str, Any]]:
    for problem in run.problems:
        for number, candidate in enumerate(problem.candidates):
            for test, cell in enumerate(candidate.cells):
                outputs = [vote.output for vote in cell.votes if vote.output is not None]
                yield {
                    "id": problem.id,
                    "candidate": number,
                    "test": test,
                    "predicted": cell.predicted,
                    "real": cell.real,
                    "class": cell.cell_class,
                    "votes": len(cell.votes),
                    "expected": problem.tests[test].expected,
                    "predicted_output": outputs[0] if outputs else None,
                    "real_output": cell.real_output,
                    "real_verdict": cell.real_verdict,
                }


def _instance_rows(run: Run) -> Iterator[dict[str, Any]]:
    for instance in run.instances:
        yield {
            "id": instance.id,
            "cluster": instance.cluster,
            "level": instance.level,
            "outcome": instance.outcome,
            "replies": len(instance.replies),
            "right": sum(reply.outcome == "right" for reply in instance.replies),
            "input": instance.input,
            "expected": instance.expected,
            **{name: value for name, value in instance.features.items() if not isinstance(value, list)},
        }


def _reply_rows(run: Run) -> Iterator[dict[str, Any]]:
    for instance in run.instances:
        for number, reply in enumerate(instance.replies):
            yield {
                "id": instance.id,
                "number": number,
                "outcome": reply.outcome,
                "answer": reply.answer,
                "expected": instance.expected,
                "reply": reply.reply,
            }


_ROWS = {
    "problems": _problem_rows,
    "candidates": _candidate_rows,
    "cells": _cell_rows,
    "instances": _instance_rows,
    "replies": _reply_rows,
}


def to_entry(value: Any) -> Any:
    """Return a row as plain data for the page."""
    if isinstance(value, ResultValue):
        return value.to_dict()
    if is_dataclass(value) and not isinstance(value, type):
        entry = {}
        for name, optional in _entry_fields(type(value)):
            part = getattr(value, name)
            if part is not None or not optional:
                entry[name] = to_entry(part)
        return entry
    if isinstance(value, tuple):
        return [to_entry(part) for part in value]
    return value


@cache
def _entry_fields(kind: Any) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (each.name, bool(each.metadata.get("optional")))
        for each in fields(kind)
        if not each.metadata.get("internal")
    )
