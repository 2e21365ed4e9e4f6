"""Shards of a build: the plan of them, and the rows of each.

A shard has the same rows on every worker and in every run.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ses_plugin.datasets.instances import measure
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.syntax import parse
from ses_plugin.tracing.step_counter import StepCounts
from ses_plugin.training_data.nlex.decontamination import Decontaminator, program_form
from ses_plugin.training_data.nlex.harvest import Harvest, SourceFunction
from ses_plugin.training_data.nlex.input_proposals import mutate_inputs, propose_inputs
from ses_plugin.training_data.nlex.input_selection import (
    Coverage,
    measure_coverage,
    probe_inputs,
    select_inputs,
)
from ses_plugin.training_data.nlex.rows import NO_EXPLANATION, Row, RowOptions, make_row
from ses_plugin.training_data.nlex.tokens import tokenizer_digest
from ses_plugin.training_data.nlex.unfit_runs import Sandboxes
from ses_plugin.usage import Usage, UsageByRole

PER_SHARD = 10
"""Candidates of one shard: what is done again after a kill."""

_CODE = ("training_data/nlex", "tracing", "narration", "execution", "prompts")
_TELLING = ("recursion", "heap", "queue", "comprehension", "mapping", "set", "string", "regex", "list")
"""Kinds of operation of `datasets.features`, the rarer first: a program goes by the first that it has."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Candidates that are worked on together, and how."""

    number: int
    candidates: tuple[SourceFunction, ...]
    seed: int
    options: RowOptions


@dataclass(slots=True)
class ShardResult:
    """What became of a shard: its rows, why there are no more, and what models took for it, by role.

    `coverage` are the sums of `Coverage` over the programs whose inputs were found here.
    """

    rows: list[Row] = field(default_factory=list)
    discards: Counter[str] = field(default_factory=Counter)
    spent: UsageByRole = field(default_factory=dict)
    coverage: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> str:
        """Return it as JSON."""
        spent = {role: asdict(one) for role, one in self.spent.items()}
        told = {"rows": self.rows, "discards": self.discards, "usage": spent, "coverage": self.coverage}
        return json.dumps(told)

    @classmethod
    def from_json(cls, text: str | bytes) -> ShardResult:
        """Return what `to_json` wrote."""
        row = json.loads(text)
        spent = {role: Usage(**one) for role, one in row["usage"].items()}
        return cls(row["rows"], Counter(row["discards"]), spent, Counter(row["coverage"]))


def make_shard(shard: Shard, sandboxes: Sandboxes) -> ShardResult:
    """Find inputs for each candidate, run them, explain the runs, and check the rows."""
    out = ShardResult()
    for candidate in shard.candidates:
        found = 0
        inputs, coverage = _inputs(candidate, shard, sandboxes)
        for text, seen in inputs:
            tried = make_row(candidate, text, shard.options, sandboxes, seen)
            if isinstance(tried, str):
                out.discards[tried] += 1
            else:
                out.rows.append(tried)
                found += 1
        if not found:
            kind = "class" if candidate.of_class else "program"
            out.discards[f"{kind}: no input of it made a row"] += 1
        elif coverage is not None:
            out.coverage.update(asdict(coverage))
    return out


def _inputs(
    candidate: SourceFunction, shard: Shard, sandboxes: Sandboxes
) -> tuple[list[tuple[str, str | None]], Coverage | None]:
    """Return the inputs that are to be run, what the program returned on them, and how much of it they reach.

    Inputs that came with a program were not tried: None, and no coverage is known.
    """
    entry, most = candidate.program.entry_point, shard.options.per_program
    if not candidate.guess or entry is None:
        return [(text, None) for text in dict.fromkeys(candidate.known[:most])], None
    draw = SeededRandom(shard.seed, "nlex inputs", candidate.source)
    first = [*candidate.known, *propose_inputs(candidate.program.source, entry, draw)]
    worked = probe_inputs(candidate.program, list(dict.fromkeys(first)), sandboxes.first)
    more = mutate_inputs([one.input for one in worked], draw)
    if more:
        worked += probe_inputs(candidate.program, more, sandboxes.first)
    chosen = select_inputs(worked, most, candidate.known)
    coverage = measure_coverage(candidate.program.source, [one.way for one in chosen])
    return [(one.input, one.value) for one in chosen], coverage


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """The shards, why other candidates are in none, and a digest of all that the rows depend on."""

    shards: tuple[Shard, ...]
    discards: Counter[str]
    harvested: int
    fingerprint: str


def plan_shards(harvest: Harvest, kept_out: Decontaminator, seed: int, options: RowOptions) -> ShardPlan:
    """Return the plan: near-equal programs once, none that overlaps an evaluation set, in a random order.

    Programs of each sort (`_sort_of`) come in turns, so that the first rows have of all that there is.
    """
    discards = Counter(harvest.discards)
    seen: set[str] = set()
    kept: list[SourceFunction] = []
    for candidate in harvest.candidates:
        if why := _unfit(candidate, seen, kept_out):
            discards[why] += 1
        else:
            kept.append(candidate)
    order = _in_turns(SeededRandom(seed, "nlex order").shuffle(kept))
    size = (
        1 if options.style == NO_EXPLANATION else PER_SHARD
    )  # rows that are paid for are not made in advance
    groups = [tuple(order[at : at + size]) for at in range(0, len(order), size)]
    shards = tuple(Shard(number, group, seed, options) for number, group in enumerate(groups))
    return ShardPlan(shards, discards, len(harvest.candidates), _fingerprint(shards, options))


def _in_turns(candidates: Sequence[SourceFunction]) -> list[SourceFunction]:
    """Return the candidates so that each sort has its turn: the first of each, then the second, and so on."""
    counts: Counter[str] = Counter()
    turns = []
    for candidate in candidates:
        sort = _sort_of(candidate.program.source)
        turns.append(counts[sort])
        counts[sort] += 1
    order = sorted(range(len(turns)), key=turns.__getitem__)
    return [candidates[at] for at in order]


def _sort_of(source: str) -> str:
    """Return what a program exercises, as far as its text tells: how deep its loops are, and what they do."""
    features = measure(source, StepCounts(0, 0, 0), "")
    telling = [kind for kind in _TELLING if kind in features.kinds]
    return f"{min(features.loop_depth, 2)} {telling[0] if telling else 'other'}"


def _unfit(candidate: SourceFunction, seen: set[str], kept_out: Decontaminator) -> str:
    """Return why a candidate is not to be run, or ""; remember it in `seen`."""
    source, entry = candidate.program.source, candidate.program.entry_point
    try:
        form = program_form(source)
        body = parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "program: not Python 3"
    if entry and not any(isinstance(node, ast.FunctionDef) and node.name == entry for node in body):
        return "program: its entry is no function at its top level"
    if overlap := kept_out.overlaps(source, for_training=candidate.for_training):
        return f"evaluation set: {overlap}"
    if form in seen and not candidate.for_training:
        return "program: near-equal to another"
    seen.add(form)
    return ""


def _fingerprint(shards: tuple[Shard, ...], options: RowOptions) -> str:
    """Return a digest of the shards, of our own code, of the tokenizer, and of the Python version."""
    digest = hashlib.sha256(platform.python_version().encode())
    digest.update(tokenizer_digest(options.tokenizer).encode())
    package = Path(__file__).parents[2]
    for folder in _CODE:
        for path in sorted((package / folder).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for shard in shards:
        digest.update(json.dumps(asdict(shard)).encode())
    return digest.hexdigest()[:20]
