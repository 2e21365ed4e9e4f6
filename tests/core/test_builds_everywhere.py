"""Slow checks of the data: every program, and every Python."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from ses_plugin.datasets.build import build
from ses_plugin.datasets.check import check
from ses_plugin.datasets.instances import to_jsonl
from ses_plugin.datasets.sources import Source, sources

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BUILD = (
    "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
    "from ses_plugin.datasets.build import build\n"
    "from ses_plugin.datasets.instances import to_jsonl\n"
    "print(hashlib.sha256(to_jsonl(build(3)).encode()).hexdigest())"
)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_families_and_functions_keep_their_promises(source: Source) -> None:
    assert list(check(source)) == []


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_another_python_builds_the_same_bytes(version: str) -> None:
    """pyenv's shims say by their exit status that they have no such version."""
    python = shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "-V"], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no Python {version} here")
    done = subprocess.run([python, "-B", "-c", BUILD, str(ROOT)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(to_jsonl(build(3)).encode()).hexdigest()


@pytest.mark.parametrize("seed", [11, 2026, 10**12])
def test_other_seeds_fill_every_bin(seed: int) -> None:
    assert len(build(seed)) == 630
