"""What a page from the disk is made of: its policy, its data, and the parts of a report."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from benchmarks.fake_report import one_run, prediction_run
from ses_plugin.viewer import data_block, page, report_page
from tests.core.test_architecture import ROOT

BLOCK = re.compile(r'<script type="text/plain" id="([^"]+)">([A-Za-z0-9+/=]*)</script>')


def value_of(block: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(block)))


def blocks_of(text: str) -> dict[str, Any]:
    return {name: value_of(block) for name, block in BLOCK.findall(text)}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"a": [1, 0.5, None, True, "x"]}, {"a": [1, 0.5, None, True, "x"]}),
        ([float("nan"), float("inf"), -float("inf")], [None, None, None]),
        (2**53 + 1, str(2**53 + 1)),
        ((1, {2: 3}), [1, {"2": 3}]),
        ("\ud800 \x00 </script> \u2028", "\ud800 \x00 </script> \u2028"),
        ({"other": 1j}, {"other": "1j"}),
    ],
)
def test_data_come_back_and_equal_data_give_equal_text(value: Any, shown: Any) -> None:
    assert value_of(data_block(value)) == shown
    assert data_block(value) == data_block(value)


def test_the_policy_names_the_script_and_the_style_of_the_page() -> None:
    text = page("report", {"runs": []}, title="</title><script>\ud800", generator="a test")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    for element, rule in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{element}>(.*?)</{element}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy[1]
    assert "<title>&lt;/title&gt;&lt;script&gt;?</title>" in text
    assert text.index('content="a test"') < 1000
    text.encode("utf-8")


def test_every_entry_is_in_the_block_that_its_row_names() -> None:
    data = one_run(16, 3)
    data["runs"].append(prediction_run("predictions", 9))
    blocks = blocks_of(report_page(data))
    head = blocks["data"]
    assert [run["name"] for run in head["runs"]] == [run["name"] for run in data["runs"]]
    for number, run in enumerate(data["runs"]):
        entries = [*run["problems"], *run["instances"]]
        rows = head["runs"][number]["rows"]
        assert [blocks[f"run-{number}-{row['block']}"][row["place"]] for row in rows] == entries
        assert [row["outcome"] for row in rows] == [entry["outcome"] for entry in entries]
    assert len(blocks) > 3  # several blocks for the larger run


def test_the_wheel_has_the_bundles_and_not_their_sources() -> None:
    files = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    viewer = {file for file in files if file.startswith("ses_plugin/viewer/")}
    assert "ses_plugin/viewer/bundle/report.js" in viewer
    assert "ses_plugin/viewer/bundle/THIRD_PARTY_LICENSES" in viewer
    assert not [file for file in viewer if "/bundle/" not in file and not file.endswith(".py")]
