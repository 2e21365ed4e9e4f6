"""What is to be done: the candidates that remain, in shards, and what the rows depend on."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from ses_plugin.datasets.draw import Draw
from ses_plugin.datasets.nlex.candidates import Candidate, Harvest
from ses_plugin.datasets.nlex.normal import program_form
from ses_plugin.datasets.nlex.overlap import KeptOut
from ses_plugin.datasets.nlex.rows import UNTOLD
from ses_plugin.datasets.nlex.work import Shard
from ses_plugin.syntax import parse

PER_SHARD = 10
"""Candidates of one shard: what is done again after a kill."""

_CODE = ("datasets/nlex", "tracing", "narration", "execution", "prompts")


@dataclass(frozen=True, slots=True)
class Plan:
    """The shards, why other candidates are in none, and a digest of all that the rows depend on."""

    shards: tuple[Shard, ...]
    discards: Counter[str]
    harvested: int
    fingerprint: str


def plan(harvest: Harvest, kept_out: KeptOut, seed: int, style: str) -> Plan:
    """Return the plan: near-equal programs once, none that overlaps an evaluation set, in a random order."""
    discards = Counter(harvest.discards)
    seen: set[str] = set()
    kept: list[Candidate] = []
    for candidate in harvest.candidates:
        if why := _unfit(candidate, seen, kept_out):
            discards[why] += 1
        else:
            kept.append(candidate)
    order = Draw(seed, "nlex order").shuffled(kept)
    size = 1 if style == UNTOLD else PER_SHARD  # rows that are paid for are not made in advance
    groups = [tuple(order[at : at + size]) for at in range(0, len(order), size)]
    shards = tuple(Shard(number, group, seed, style) for number, group in enumerate(groups))
    return Plan(shards, discards, len(harvest.candidates), _fingerprint(shards))


def _unfit(candidate: Candidate, seen: set[str], kept_out: KeptOut) -> str:
    """Return why a candidate is not to be run, or ""; remember it in `seen`."""
    source, entry = candidate.program.source, candidate.program.entry
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
