from __future__ import annotations

from typing import Any

import pytest

from ses_plugin.usage import sum_usage


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([], {}),
        ([{"n": 1}, {"n": 2, "cost": 0.5}], {"n": 3, "cost": 0.5}),
        ([{"d": {"n": 1}}, {"d": {"n": 2, "m": 3}}], {"d": {"n": 3, "m": 3}}),
        ([{"flag": True}, {"flag": True}], {"flag": True}),
        ([{"n": None}, {"n": 2}, {"n": None}], {"n": 2}),
        ([{"x": {"n": 1}}, {"x": 5}, {"x": "a"}], {"x": {"n": 1}}),
        ([{"x": 5}, {"x": {"n": 1}}], {"x": 5}),
        ([{"parts": [1]}, {"parts": [2]}], {"parts": [1]}),
    ],
)
def test_numbers_are_added_and_all_else_is_the_first(
    rows: list[dict[str, Any]], total: dict[str, Any]
) -> None:
    assert sum_usage(rows) == total
