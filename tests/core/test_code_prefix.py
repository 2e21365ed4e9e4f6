"""A program as the end of code that was begun: what is run is the same."""

from __future__ import annotations

from typing import Any

import pytest

from ses_plugin.problems.detection import as_completion

BEGUN = (
    "import math\n\n\ndef area(radius, digits=2):\n"
    '    """Return the area of a circle.\n\n    >>> area(1)\n    3.14\n    """\n'
)
PLAIN = (
    'def area(radius, digits=2):\n    """Another text."""\n    return round(math.pi * radius**2, digits)\n'
)
HELPED = (
    "import math\nfrom functools import reduce\n\nFACTORS = (math.pi,)\n\n\ndef product(values):\n"
    "    return reduce(lambda a, b: a * b, values)\n\n\n"
    + PLAIN.replace("math.pi * radius**2", "product((*FACTORS, radius, radius))")
)
RENAMED = PLAIN.replace("radius", "r")
DECORATED = "from functools import cache\n\n\n@cache\n" + PLAIN
COUNTED = PLAIN.replace("    return", "    global CALLS\n    CALLS = 1\n    return")
UNTIL = ("\nclass", "\ndef", "\n#", "\nif", "\nprint")


def called(source: str) -> Any:
    space: dict[str, Any] = {}
    exec(source, space)  # our own code
    return space["area"](2)


@pytest.mark.parametrize("source", [BEGUN + "    return round(math.pi * radius**2, digits)\n", PLAIN, HELPED])
def test_the_end_is_the_body_and_nothing_in_it_begins_a_line(source: str) -> None:
    for begun in (BEGUN, BEGUN.rstrip("\n"), BEGUN + "\n\n"):
        end = as_completion(begun, source, "area")
        assert called(begun + end) == 12.57
        assert not any(stop in end for stop in UNTIL)


@pytest.mark.parametrize("source", [RENAMED, DECORATED, COUNTED, "area = lambda radius: 12.57\n"])
@pytest.mark.parametrize("begun", [BEGUN, "import math\n\n\ndef area(radius, digits=2):\n"])
def test_what_would_change_there_follows_as_it_is(source: str, begun: str) -> None:
    assert called(begun + as_completion(begun, "import math\n" + source, "area")) == 12.57


def test_another_indentation() -> None:
    begun = 'import math\ndef area(radius, digits=2):\n  "Return the area."\n'
    assert called(begun + as_completion(begun, PLAIN, "area")) == 12.57
