"""The data of a report's page: what `ses report` computes, and what the page in the browser shows.

The page computes nothing that has a name here: every number, interval and class is made in Python, where
it is tested, so that the page, the text and the JSON agree. Shares are from 0 to 1, times in seconds, costs
in US dollars. `low` and `high` are the bounds of a 95 % interval; None where there is none.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

PAGE_VERSION = 1

PAGE_MARK = '<meta name="generator" content="ses report">'
"""Is in the first 1,000 bytes of every page, so that `ses report` overwrites no other file."""

AnswerOutcome = Literal["right", "wrong", "no_answer", "truncated", "failed"]
"""What became of an answer. A failed call and a truncated reply are never "wrong"."""

CellClass = Literal[
    "true_positive",
    "false_positive",
    "true_negative",
    "false_negative",
    "no_answer",
    "truncated",
    "failed",
    "unknown",
]
"""A predicted verdict against the real one (positive: passes); or why there is no predicted verdict."""


class Value(TypedDict):
    """A number with its interval and the number of observations behind it."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class Metric(Value):
    """A metric of a run. `name` is lm-eval's where it has one; `unit` is "share", "count", "tokens", ...

    A difference of shares, which may be below 0, is a "share" too.
    """

    name: str
    label: str
    help: str
    unit: str
    higher_is_better: bool | None


class Point(TypedDict):
    """A point of a curve or of a scatter plot. `n` observations are behind it; `label` names it."""

    x: float
    y: float
    low: float | None
    high: float | None
    n: NotRequired[int]
    label: NotRequired[str]


class Series(TypedDict):
    """The points of one line, from left to right."""

    name: str
    points: list[Point]


class Chart(TypedDict):
    """One chart. `kind` says how it is drawn; `id` is stable: best_at_k, reliability, risk_coverage, ...

    The points of a bar chart have labels, and those of all its series the same ones at the same `x`.
    `x_scale` is linear if it is absent.
    """

    id: str
    title: str
    help: str
    kind: Literal["line", "scatter", "bar", "reliability"]
    x_label: str
    y_label: str
    series: list[Series]
    x_scale: NotRequired[Literal["linear", "log"]]


class Vote(TypedDict):
    """One predicted output. `prompt` is absent if the run did not keep it."""

    status: str
    output: str | None
    reply: str
    reason: str
    prompt: NotRequired[str]


class Cell(TypedDict):
    """A candidate on a test: predicted and real. `real_output` is None if it was not run."""

    predicted: bool | None
    real: bool | None
    cell_class: CellClass
    votes: list[Vote]
    real_output: str | None
    real_verdict: str | None
    real_error: str | None
    output_truncated: bool


class CandidateEntry(TypedDict):
    """A candidate, or a turn of self-fix. `outcome` is by the private tests; None if they were not run."""

    program: str | None
    reply: str
    prompt: NotRequired[str]
    chosen: bool
    tied: bool
    outcome: AnswerOutcome | None
    private_verdict: str | None
    private_tests: int
    cells: list[Cell]
    tokens: NotRequired[int | None]


class TestRow(TypedDict):
    """A public test of a problem."""

    input: str
    expected: str | None


class ProblemEntry(TypedDict):
    """One problem of a solving task.

    `flags` are what the table filters by: "selection_loss" (a right candidate existed and a wrong one was
    chosen), "verifier_false_positive", "truncated", "failed", "no_program", ... `outcome` is the answer's;
    with several answers (`ses_solve`), the first one's.
    """

    id: str
    statement: str
    level: str | None
    entry_point: str | None
    strategy: str
    outcome: AnswerOutcome | None
    flags: list[str]
    confidence: float | None
    stop_reason: str | None
    tokens: int | None
    calls: int | None
    tests: list[TestRow]
    candidates: list[CandidateEntry]
    oracle: list[CandidateEntry] | None
    usage: dict[str, dict[str, Any]]


class Reply(TypedDict):
    """One answer to an output prediction. `divergence` is the debugger's report, if it was computed.

    `trace` is the real run that it is about, as `viewer.trace_data` returns it, for stepping through it;
    absent where it is too long for the page.
    """

    reply: str
    answer: str | None
    outcome: AnswerOutcome
    prompt: NotRequired[str]
    divergence: NotRequired[dict[str, Any]]
    trace: NotRequired[dict[str, Any]]


class InstanceEntry(TypedDict):
    """One instance of an output prediction task. `features` has what accuracy is grouped by.

    `outcome` is that of the first reply.
    """

    id: str
    cluster: str
    program: str
    entry_point: NotRequired[str | None]
    input: str
    expected: str
    level: str | None
    features: dict[str, Any]
    flags: list[str]
    outcome: AnswerOutcome
    tokens: int | None
    replies: list[Reply]


class RunEntry(TypedDict):
    """One run of one task. Either `problems` or `instances` is filled, by `kind`.

    `outcomes` counts answers, `cells` the predicted verdicts of candidates on public tests.
    """

    name: str
    path: str
    kind: Literal["solving", "output_prediction"]
    task: str
    strategy: str | None
    model: str
    settings: dict[str, Any]
    metrics: list[Metric]
    outcomes: dict[AnswerOutcome, int]
    cells: NotRequired[dict[CellClass, int]]
    usage: dict[str, dict[str, Any]]
    charts: list[Chart]
    notes: list[str]
    problems: list[ProblemEntry]
    instances: list[InstanceEntry]


class SettingDifference(TypedDict):
    """A setting that differs; `loud` if the runs are then not comparable (data, prompts, seed)."""

    name: str
    a: Any
    b: Any
    loud: bool


class Pair(TypedDict):
    """The outcomes of one problem or instance in both runs. `change`: "improved", "regressed", "same"."""

    id: str
    a: AnswerOutcome | None
    b: AnswerOutcome | None
    change: Literal["improved", "regressed", "same"]


class MetricComparison(TypedDict):
    """A metric that both runs have, over the problems of each; `difference` over those that both have."""

    name: str
    label: str
    unit: str
    higher_is_better: bool | None
    a: Value
    b: Value
    difference: Value


class Comparison(TypedDict):
    """Two runs compared on the problems that both have.

    `a` and `b` are indices into `runs`. `right` counts pairs: both, only_a, only_b, neither. `p_value` is the
    exact McNemar test's; `difference` is the accuracy of b less that of a, with a bootstrap interval over
    problems.
    """

    a: int
    b: int
    right: dict[Literal["both", "only_a", "only_b", "neither"], int]
    p_value: float
    difference: Value
    metrics: list[MetricComparison]
    differences: list[SettingDifference]
    equal_settings: int
    only_in_a: list[str]
    only_in_b: list[str]
    pairs: list[Pair]


class PageData(TypedDict):
    """All that a page shows."""

    version: int
    title: str
    release: str
    runs: list[RunEntry]
    comparisons: list[Comparison]
