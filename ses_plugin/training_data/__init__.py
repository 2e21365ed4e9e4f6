"""Training data: natural-language execution traces (`nlex`), and which embedded families models may train on.

Two thirds of the families of the test split, by their names, are for training; the others are never trained
on, so that what a model learns can be told from what it remembers. Seeds of training begin where nobody
evaluates: `ses_output_pred` with any `ses_split_seed` below TRAIN_SEED has other inputs, names and constants.
"""

from __future__ import annotations

import hashlib

from ses_plugin.datasets.build_splits import instances_of
from ses_plugin.datasets.instances import Instance
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import ProgramSource, load_sources

TRAIN_SEED = 1_000_000
"""The first seed of training data."""

WATCH_SEED = 900_000
"""The first seed of the fresh instances by which a training is watched."""


def family_names(*, trained: bool) -> list[ProgramSource]:
    """Return the families and functions of the test split that are for training, or those that are not."""
    return [
        source for source in load_sources() if source.split == "test" and _for_training(source) == trained
    ]


def training_instances(seed: int, least: int = 1) -> list[Instance]:
    """Return at least so many instances for training: whole drawings of all families, one after the other."""
    out: list[Instance] = []
    drawing = TRAIN_SEED + 1_000 * seed
    while len(out) < least:
        for source in family_names(trained=True):
            out += instances_of(source, drawing)
        drawing += 1
    return out


def fresh_instances(count: int, *, trained: bool, seed: int = 0) -> list[Instance]:
    """Return `count` instances, each of another program, of families that are trained on or that are not.

    Fewer, if there are not so many programs.
    """
    found: dict[str, Instance] = {}
    order = SeededRandom(seed, "watched families", trained).shuffle(family_names(trained=trained))
    for source in order:
        if len(found) >= count:
            break
        made = instances_of(source, WATCH_SEED + seed)
        if made:
            instance = SeededRandom(seed, "watched", source.name).choice(made)
            found[instance.cluster] = instance
    return list(found.values())


def _for_training(source: ProgramSource) -> bool:
    return hashlib.sha256(source.name.encode()).digest()[0] % 3 != 0
