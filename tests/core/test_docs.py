"""Documentation: every link leads to a file of the repository, and to a heading that is there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
FOREIGN = re.compile(r"[a-z]+:", re.IGNORECASE)
NOT_IN_AN_ANCHOR = re.compile(r"[^\w\- ]")


def documents() -> list[Path]:
    files = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    return [ROOT / name for name in files]


def tokens(path: Path) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8")):
        yield token
        yield from token.children or ()


def links(path: Path) -> Iterator[str]:
    for token in tokens(path):
        target = token.attrs.get("href", token.attrs.get("src"))
        if isinstance(target, str) and not FOREIGN.match(target):
            yield target


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    heads = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {NOT_IN_AN_ANCHOR.sub("", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_links_lead_somewhere() -> None:
    wrong = []
    for path in documents():
        for target in links(path):
            name, _, anchor = target.partition("#")
            file = (path.parent / name).resolve() if name else path
            if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
                wrong.append(f"{path.relative_to(ROOT)}: {target}")
    assert not wrong


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_the_index_has_every_page() -> None:
    pages = {path.name for path in documents() if path.parent == ROOT / "docs"} - {"README.md"}
    assert pages - set(links(ROOT / "docs/README.md")) == set()
