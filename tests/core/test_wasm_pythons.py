"""Newer Pythons record and explain the same: those that run in node, as WebAssembly (npm's `pyodide`).

npm install --prefix DIR pyodide@0.27.7     Python 3.12; 0.29.5 has 3.13, 314.0.8 has 3.14
SES_PYODIDE=DIR:DIR2 pytest tests/core/test_wasm_pythons.py
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.core.explained_programs import CASES
from tests.core.test_other_pythons import PROGRAMS

ROOT = Path(__file__).parents[2]
FOLDERS = [folder for folder in os.environ.get("SES_PYODIDE", "").split(os.pathsep) if folder]
EXPECTED = {source: lines for source, lines in CASES.values() if "asyncio" not in source}
SOURCES = [*EXPECTED, *(source for source in PROGRAMS.values() if "asyncio" not in source)]
_CLASS = re.compile(r"\d+ class ")


def _same_words(text: str) -> str:
    """Return an explanation with the older wording of the error that Python 3.14 words anew."""
    return text.replace(": integer division or modulo by zero", ": division by zero")


@pytest.mark.skipif(not FOLDERS, reason="SES_PYODIDE names no folder")
@pytest.mark.parametrize("folder", FOLDERS)
def test_another_python_explains_the_same(folder: str) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node here")
    wasm = ROOT / "tests" / "wasm"
    libraries = sysconfig.get_path("purelib")
    parts = [node, wasm / "run.mjs", folder, ROOT, libraries, wasm / "explain.py"]
    command = [str(part) for part in parts]
    done = subprocess.run(command, input=json.dumps(SOURCES), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.rpartition("@")[2])
    assert found["version"] > [3, 11]
    for source, explained in zip(SOURCES, found["programs"], strict=True):
        assert not explained["false"], source
        if source in EXPECTED:
            text = explained["compact"]
            lines = text[: text.index("<output>")].strip().split("\n")
            told = "\n".join(line for line in lines if not _CLASS.match(line))
            assert _same_words(told) == _same_words(EXPECTED[source]), source
