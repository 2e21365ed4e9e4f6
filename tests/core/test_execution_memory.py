from __future__ import annotations

import subprocess
import sys

import pytest

LOOK = """
from ses_plugin.execution.inside.warm import warm
fill = warm()
made = [None] * 20
for number in range(20):
    made[number] = bytes(71 - number % 2)
addresses = sorted(map(id, made))
print(max(addresses) - min(addresses))
"""


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="addresses are CPython's")
def test_what_is_made_after_warming_lies_together() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert int(done.stdout) == 19 * 112, "bytes between the first and the last of 20 objects of 112"
