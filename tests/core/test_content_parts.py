from __future__ import annotations

from typing import Any

import pytest

from ses_plugin.service.provider_differences import split_content

THOUGHT = {
    "type": "thinking",
    "thinking": [{"type": "text", "text": "2 + 2 "}, {"type": "text", "text": "is"}],
}
DEEP: Any = "x"
for _ in range(3000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("content", "text", "reasoning"),
    [
        ("4", "4", ""),
        (None, "", ""),
        ([], "", ""),
        ([THOUGHT, {"type": "text", "text": "4"}], "4", "2 + 2 is"),
        ([THOUGHT], "", "2 + 2 is"),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab", ""),
        (["a", "b"], "ab", ""),
        ([{"type": "thinking", "thinking": "hm"}, {"type": "output_text", "text": "a"}], "a", "hm"),
        ([{"type": "reasoning", "text": "hm"}, {"type": "redacted_thinking", "data": "x"}], "", "hm"),
        ([{"type": "text", "text": {"value": "a", "annotations": []}}], "a", ""),
        ([{"type": "image_url", "image_url": {"url": "x"}}, 3, None, {"type": "text", "text": None}], "", ""),
        ([DEEP], "", ""),
        ({"text": "a"}, "a", ""),
        (7, "", ""),
    ],
)
def test_text_and_reasoning(content: Any, text: str, reasoning: str) -> None:
    assert split_content(content) == (text, reasoning)
