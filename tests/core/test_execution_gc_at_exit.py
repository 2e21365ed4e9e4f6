from __future__ import annotations

import pytest

from ses_plugin.execution import Sandbox
from ses_plugin.execution.job import needs_collection
from ses_plugin.types.program import Program

SILENT = [
    "print(sum(map(int, input().split())))",
    "import sys\ndef f(x):\n    return x\nfor line in sys.stdin: print(f(line))",
    "from collections import deque, Counter\nfrom heapq import heappush as push\nprint(1)",
    "import math, sys as system, itertools\nimport collections.abc\nclass A:\n    pass\nprint(A)",
]
# Each prints `bye` at its end, from what only a collection finds.
SPEAKING = [
    "class A:\n    def __del__(self): print('bye')\na = A(); a.me = a; del a",
    "class A:\n    def __del__(self): print('bye')\ndef f(): return g\ng = A(); h = f",
    "def g():\n    try: yield\n    finally: print('bye')\nclass A: pass\n"
    "a = A(); a.me = a; a.g = g(); next(a.g)",
    "import weakref\nclass A: pass\na = A(); a.me = a\nweakref.finalize(a, print, 'bye')\ndel a",
    "def bye(self): print('bye')\nA = type('A', (), {'__d' + 'el__': bye})\na = A(); a.me = a; del a",
    "def bye(self): print('bye')\nclass A: pass\nsetattr(A, '__d' + 'el__', bye)\na = A(); a.me = a; del a",
]
IN_DOUBT = [
    "out = open(1, 'w', closefd=False)\ndef f(): return out\nout.write('bye\\n')",
    "import os\nout = os.fdopen(1, 'w', closefd=False)\ndef f(): return out\nout.write('bye\\n')",
    "import os",
    "import sys, os",
    "from io import StringIO",
    "import\tos",
    "x = 'ä'",
    "from . import x",
]


@pytest.mark.parametrize("source", SILENT)
def test_most_programs_have_nothing_more_to_say(source: str) -> None:
    assert not needs_collection(source)


@pytest.mark.parametrize("source", [*SPEAKING, *IN_DOUBT, "#" * 30_000])
def test_in_doubt_garbage_is_collected(source: str) -> None:
    assert needs_collection(source)


def test_what_garbage_says_is_heard() -> None:
    with Sandbox(1) as sandbox:
        for source in SPEAKING:
            assert sandbox.run(Program(source), "").stdout == "bye\n", source
