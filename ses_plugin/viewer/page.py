"""One HTML file from a bundle and data.

The data are JSON, gzipped, in base64: nothing in them can end the element that they are in. A content
security policy allows the page's own script and style, by their hashes, and no address at all; texts become
text nodes only (`require-trusted-types-for` makes the browser refuse anything else).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_BUNDLE = Path(__file__).parent / "bundle"
_MOST_EXACT = 2**53  # JavaScript's numbers hold no greater integer exactly

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="{generator}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div id="app"><noscript>This page needs JavaScript. It loads nothing from any network.</noscript></div>
<script type="text/plain" id="data">{data}</script>
<script>{script}</script>
{blocks}</body>
</html>
"""


def page(
    entry: str, data: Any, *, title: str, blocks: Iterable[tuple[str, str]] = (), generator: str = "ses"
) -> str:
    """Return a page that needs no other file.

    Args:
        entry: The bundle: the name of an entry point, as "report" or "trace".
        data: What the page shows first: JSON data, which the script reads by `readBlock("data")`.
        title: The page's title.
        blocks: More data, which the page reads one by one when needed: pairs of an identifier and a
            `data_block`.
        generator: What made the page, in its head.
    """
    script, style = _bundle(f"{entry}.js"), _bundle(f"{entry}.css")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    elements = (
        f'<script type="text/plain" id="{html.escape(name)}">{block}</script>\n' for name, block in blocks
    )
    return _PAGE.format(
        policy=policy,
        generator=html.escape(generator),
        title=html.escape(title.encode("utf-8", "replace").decode("utf-8")),
        style=style,
        data=data_block(data),
        script=script,
        blocks="".join(elements),
    )


def data_block(value: Any) -> str:
    """Return JSON data as a page carries them: gzipped, in base64. Equal data give equal text.

    Numbers that are not finite become null, and integers that JavaScript cannot hold become texts.
    """
    text = json.dumps(_plain(value), ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode("ascii"), mtime=0)).decode("ascii")


def _plain(value: Any) -> Any:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case bool() | None | str():
            return value
        case int():
            return value if abs(value) <= _MOST_EXACT else str(value)
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return str(value)


@cache
def _bundle(name: str) -> str:
    return (_BUNDLE / name).read_text("utf-8").strip()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
