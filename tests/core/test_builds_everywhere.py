"""Slow checks of the data: every program, and every Python."""

from __future__ import annotations

import hashlib

import pytest

from ses_plugin.datasets.build_splits import build_splits
from ses_plugin.datasets.instances import instances_to_jsonl
from ses_plugin.datasets.sources import ProgramSource, load_sources, validate_source
from tests.core.other_pythons import VERSIONS, output_of

pytestmark = pytest.mark.slow

BUILD = (
    "import hashlib\n"
    "from ses_plugin.datasets.build_splits import build_splits\n"
    "from ses_plugin.datasets.instances import instances_to_jsonl\n"
    "print(hashlib.sha256(instances_to_jsonl(build_splits(3)).encode()).hexdigest())"
)


@pytest.mark.parametrize("source", load_sources(), ids=lambda source: source.name)
def test_families_and_functions_keep_their_promises(source: ProgramSource) -> None:
    assert list(validate_source(source)) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_another_python_builds_the_same_bytes(version: str) -> None:
    assert (
        output_of(version, BUILD).strip()
        == hashlib.sha256(instances_to_jsonl(build_splits(3)).encode()).hexdigest()
    )


@pytest.mark.parametrize("seed", [11, 2026, 10**12])
def test_other_seeds_fill_every_bin(seed: int) -> None:
    assert len(build_splits(seed)) == 630
