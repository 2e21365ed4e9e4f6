"""Shards of a build: the plan of them, the rows of each, and the split of all rows.

A shard has the same rows on every worker and in every run.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.execution import Sandbox
from ses_plugin.syntax import parse
from ses_plugin.training_data.nlex.decontamination import Decontaminator, function_forms, program_form
from ses_plugin.training_data.nlex.harvest import Harvest, SourceFunction
from ses_plugin.training_data.nlex.input_probe import probe_inputs, select_inputs
from ses_plugin.training_data.nlex.inputs.input_proposals import mutate_inputs, propose_inputs
from ses_plugin.training_data.nlex.rows import NO_EXPLANATION, Row, make_row
from ses_plugin.usage.usage import Usage, UsageByRole

PER_PROGRAM = 16
"""The most rows of one program."""

ALIKE = 2
"""The most rows of one program with the same output by the same lines."""

PER_SHARD = 10
"""Candidates of one shard: what is done again after a kill."""

_CODE = ("training_data/nlex", "tracing", "narration", "execution", "prompts")
VALIDATION_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Shard:
    """Candidates that are worked on together, and how."""

    number: int
    candidates: tuple[SourceFunction, ...]
    seed: int
    style: str


@dataclass(slots=True)
class ShardResult:
    """What became of a shard: its rows, why there are no more, and what models took for it, by role."""

    rows: list[Row] = field(default_factory=list)
    discards: Counter[str] = field(default_factory=Counter)
    spent: UsageByRole = field(default_factory=dict)

    def to_json(self) -> str:
        """Return it as JSON."""
        spent = {role: asdict(one) for role, one in self.spent.items()}
        return json.dumps({"rows": self.rows, "discards": self.discards, "usage": spent})

    @classmethod
    def from_json(cls, text: str | bytes) -> ShardResult:
        """Return what `to_json` wrote."""
        row = json.loads(text)
        spent = {role: Usage(**one) for role, one in row["usage"].items()}
        return cls(row["rows"], Counter(row["discards"]), spent)


def make_shard(shard: Shard, sandbox: Sandbox) -> ShardResult:
    """Find inputs for each candidate, run them, explain the runs, and check the rows."""
    out = ShardResult()
    for candidate in shard.candidates:
        found = 0
        for text, seen in _inputs(candidate, shard.seed, sandbox):
            tried = make_row(candidate, text, shard.style, sandbox, seen)
            if isinstance(tried, str):
                out.discards[tried] += 1
            else:
                out.rows.append(tried)
                found += 1
        if not found:
            out.discards["program: no input of it made a row"] += 1
    return out


def _inputs(candidate: SourceFunction, seed: int, sandbox: Sandbox) -> Iterator[tuple[str, str | None]]:
    """Yield the inputs that are to be run, and what the program has returned on them, if it was tried."""
    entry = candidate.program.entry_point
    if not candidate.guess or entry is None:
        yield from ((text, None) for text in dict.fromkeys(candidate.known[:PER_PROGRAM]))
        return
    draw = SeededRandom(seed, "nlex inputs", candidate.source)
    first = [*candidate.known, *propose_inputs(candidate.program.source, entry, draw)]
    worked = probe_inputs(candidate.program, list(dict.fromkeys(first)), sandbox)
    more = mutate_inputs([one.input for one in worked], draw)
    if more:
        worked += probe_inputs(candidate.program, more, sandbox)
    for one in select_inputs(worked, PER_PROGRAM, ALIKE):
        yield one.input, one.value


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """The shards, why other candidates are in none, and a digest of all that the rows depend on."""

    shards: tuple[Shard, ...]
    discards: Counter[str]
    harvested: int
    fingerprint: str


def plan_shards(harvest: Harvest, kept_out: Decontaminator, seed: int, style: str) -> ShardPlan:
    """Return the plan: near-equal programs once, none that overlaps an evaluation set, in a random order."""
    discards = Counter(harvest.discards)
    seen: set[str] = set()
    kept: list[SourceFunction] = []
    for candidate in harvest.candidates:
        if why := _unfit(candidate, seen, kept_out):
            discards[why] += 1
        else:
            kept.append(candidate)
    order = SeededRandom(seed, "nlex order").shuffle(kept)
    size = 1 if style == NO_EXPLANATION else PER_SHARD  # rows that are paid for are not made in advance
    groups = [tuple(order[at : at + size]) for at in range(0, len(order), size)]
    shards = tuple(Shard(number, group, seed, style) for number, group in enumerate(groups))
    return ShardPlan(shards, discards, len(harvest.candidates), _fingerprint(shards))


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


def _fingerprint(shards: tuple[Shard, ...]) -> str:
    """Return a digest of the shards, of our own code, and of the Python version."""
    digest = hashlib.sha256(platform.python_version().encode())
    package = Path(__file__).parents[2]
    for folder in _CODE:
        for path in sorted((package / folder).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for shard in shards:
        digest.update(json.dumps(asdict(shard)).encode())
    return digest.hexdigest()[:20]


def split_rows(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return "train" and "validation" rows, in their order.

    Programs that share a function (`function_forms`), a helper for instance, or are near-equal, go
    together: by the smallest digest among them.
    """
    group = _groups({row["program"] for row in rows})
    out: dict[str, list[Row]] = {"train": [], "validation": []}
    for row in rows:
        held_out = int(group[row["program"]], 16) % 100 < VALIDATION_PERCENT
        out["validation" if held_out else "train"].append(row)
    return out


def _groups(programs: set[str]) -> dict[str, str]:
    """Return for each program the smallest digest of those that it is connected with."""
    leader: dict[str, str] = {}

    def find(form: str) -> str:
        while leader.setdefault(form, form) != form:
            leader[form] = form = leader[leader[form]]
        return form

    for program in programs:
        first = find(program_form(program))
        for form in function_forms(program):
            one, other = sorted((find(first), find(form)))
            leader[other] = one
    return {program: find(program_form(program)) for program in programs}
