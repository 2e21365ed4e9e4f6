"""Build a split of output prediction from the embedded programs and a seed.

    python -m ses_plugin.datasets.build_splits      rewrites the shipped files

The same seed gives the same bytes on every platform and Python version: draws use only `random.random()`,
steps are counted by code in the program itself, and a run is discarded for its number of steps, never for
its time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from ses_plugin.datasets.instances import (
    DIFFICULTIES,
    MAX_EVENTS,
    MAX_OUTPUT,
    Instance,
    instances_to_jsonl,
    measure,
)
from ses_plugin.datasets.rewrites import rewrite
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import ProgramSource, load_sources
from ses_plugin.errors import SesError
from ses_plugin.execution import Isolation, run
from ses_plugin.tracing.step_counter import instrument, steps_of
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

SHIPPED_SEED = 0
"""The seed of the shipped test split, whose programs are not rewritten."""

PER_BIN = {"stdin": 140, "function": 70}
"""Instances of each kind in each difficulty bin of a test split: 630 in all."""

_INPUTS_PER_LEVEL = {"stdin": {1: 3, 2: 2, 3: 2}, "function": {1: 3, 2: 3, 3: 3}}
_MAX_INPUT = 600
# The number of steps stops a long run; these limits are for a broken machine.
_PATIENT = Limits(wall_s=120.0, cpu_s=60)

BuildProgress = Callable[[Iterable[Instance | None], int], Iterable[Instance | None]]


@dataclass(frozen=True, slots=True)
class _Job:
    """One program with one input, to try as an instance."""

    source: ProgramSource
    name: str
    program: Program
    input: str
    id: str


def build_splits(seed: int, progress: BuildProgress = lambda items, total: items) -> list[Instance]:
    """Return the test split of `seed`, ordered so that every prefix is balanced.

    `progress` wraps the iterable of tried instances, as `tqdm` does; its second argument is their number.
    Raises SesError if a bin can't be filled.
    """
    jobs = [job for source in load_sources() if source.split == "test" for job in _jobs(source, seed)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        results = progress(pool.map(_try, jobs), len(jobs))
        instances = [instance for instance in results if instance is not None]
        queues = [
            _balance(instances, kind, difficulty, SeededRandom(seed, "order", kind, difficulty))
            for difficulty in DIFFICULTIES
            for kind in PER_BIN
        ]
        return list(pool.map(_verify, _interleave(queues)))


def fingerprint() -> str:
    """Return a digest of everything that determines a split: the embedded programs and our code."""
    digest = hashlib.sha256()
    for folder in ("datasets", "execution", "tracing"):
        for path in sorted((Path(__file__).parent.parent / folder).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def fewshot_instances() -> list[Instance]:
    """Return the few-shot split: worked examples from families that are in no test split."""
    instances = []
    for source in load_sources():
        if source.split == "fewshot" and source.example:
            example = source.example
            program = source.programs[example.program]
            instances.append(
                Instance(
                    id=f"fewshot/{source.name}/{example.program}",
                    cluster=f"{source.name}/{example.program}",
                    code=program.source,
                    entry=program.entry_point,
                    input=example.input,
                    output=example.output,
                    correct=_is_correct(source, example.program),
                    explanation=example.explanation,
                )
            )
    # Alternating, so that any number of examples has both kinds.
    return [i for pair in zip_longest(*_by_kind(instances)) for i in pair if i is not None]


def _by_kind(instances: list[Instance]) -> list[list[Instance]]:
    return [[i for i in instances if i.kind == kind] for kind in PER_BIN]


def instances_of(source: ProgramSource, seed: int) -> list[Instance]:
    """Return all instances of one family or function for `seed`."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        instances = [instance for instance in pool.map(_try, _jobs(source, seed)) if instance is not None]
        return list(pool.map(_verify, instances))


def _jobs(source: ProgramSource, seed: int) -> Iterator[_Job]:
    for name, program in source.programs.items():
        if seed != SHIPPED_SEED:
            draw = SeededRandom(seed, "rewrite", source.name, name)
            program = rewrite(program, source.constants, draw)
        seen: set[str] = set()
        for level, inputs in _INPUTS_PER_LEVEL[source.kind].items():
            for index in range(inputs):
                text = source.generate(SeededRandom(seed, "input", source.name, name, level, index), level)
                if text not in seen and len(text) <= _MAX_INPUT:
                    seen.add(text)
                    label = f"{seed}/{source.name}/{name}/{level}.{index}"
                    yield _Job(source, name, program, text, label)


def _try(job: _Job) -> Instance | None:
    """Run the job's program with step counters in it; return None if it isn't suitable as an instance."""
    counting = Program(instrument(job.program.source, MAX_EVENTS), job.program.entry_point)
    result = _run(counting, job.input)
    steps = steps_of(result)
    if result.outcome is not Outcome.OK or steps is None or not 0 < len(result.output.strip()) <= MAX_OUTPUT:
        return None
    features = measure(job.program.source, steps, result.output)
    if features.difficulty is None:
        return None
    instance = Instance(
        id=job.id,
        cluster=f"{job.source.name}/{job.name}",
        code=job.program.source,
        entry=job.program.entry_point,
        input=job.input,
        output=result.output,
        difficulty=features.difficulty,
        correct=_is_correct(job.source, job.name),
        features=features,
    )
    return None if instance.accepts(job.input) else instance  # copying the input would be a correct answer


def _run(program: Program, text: str) -> ExecutionResult:
    """Run a program of ours: it doesn't attack, and the weakest isolation works everywhere."""
    return run(program, text, _PATIENT, Isolation.RLIMITS)


def _verify(instance: Instance) -> Instance:
    """Return `instance` if its program gives the same output without counters. Raises SesError otherwise."""
    result = _run(instance.program, instance.input)
    if result.outcome is not Outcome.OK or result.output != instance.output:
        raise SesError(f"{instance.id}: the output changes when steps are counted; report this as a bug")
    return instance


def _is_correct(source: ProgramSource, name: str) -> bool | None:
    return name.startswith("correct") if source.kind == "stdin" else None


def _balance(instances: list[Instance], kind: str, difficulty: str, draw: SeededRandom) -> list[Instance]:
    """Choose a bin's instances: one of each program in random order, then a second of each, and so on."""
    by_program: dict[str, list[Instance]] = {}
    for instance in instances:
        if instance.kind == kind and instance.difficulty == difficulty:
            by_program.setdefault(instance.cluster, []).append(instance)
    rounds = zip_longest(*draw.shuffle([by_program[name] for name in sorted(by_program)]))
    chosen = [instance for instance in chain.from_iterable(rounds) if instance is not None]
    if len(chosen) < PER_BIN[kind]:
        raise SesError(
            f"only {len(chosen)} {difficulty} {kind} instances of {PER_BIN[kind]} could be built; "
            "try another seed"
        )
    return chosen[: PER_BIN[kind]]


def _interleave(queues: list[list[Instance]]) -> list[Instance]:
    """Merge the queues so that all are used up at the same rate: every prefix is then balanced."""
    ranked = [
        ((position + 0.5) / len(queue), number, instance)
        for number, queue in enumerate(queues)
        for position, instance in enumerate(queue)
    ]
    return [instance for _, _, instance in sorted(ranked, key=lambda entry: entry[:2])]


def main() -> None:
    """Rewrite the shipped files."""
    folder = Path(__file__).parent / "embedded"
    folder.mkdir(exist_ok=True)
    for name, instances in (("fewshot", fewshot_instances()), ("test", build_splits(SHIPPED_SEED))):
        (folder / f"{name}.jsonl").write_text(instances_to_jsonl(instances), "utf-8", newline="\n")
        print(f"{name}: {len(instances)} instances")


if __name__ == "__main__":
    main()
