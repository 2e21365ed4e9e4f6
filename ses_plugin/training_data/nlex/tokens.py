"""How many tokens a row has: by a named tokenizer, else an estimate."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from ses_plugin.errors import MissingDependency, UsageError

_PIECES = re.compile(r"[ ]?[A-Za-z]+|\d|\s+|[^\sA-Za-z\d]")
_WORD = 7
"""Characters of a word that are a token, about."""


def count_tokens(text: str, tokenizer: str | None = None) -> int:
    """Return the tokens of `text`; without a tokenizer an estimate, by rules that need none.

    A word is a token for each 7 characters, a digit, a mark and a run of spaces one. Raises UsageError and
    MissingDependency as `read_tokenizer` does.
    """
    if tokenizer is not None:
        return len(read_tokenizer(tokenizer).encode(text, add_special_tokens=False).ids)
    return sum(-(-len(piece) // _WORD) if piece[-1].isalpha() else 1 for piece in _PIECES.findall(text))


@cache
def read_tokenizer(name: str) -> Any:
    """Return the tokenizer of a folder, a tokenizer.json, or a model of the hub, kept on this machine.

    Raises UsageError if there is none, MissingDependency without the library `tokenizers`.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise MissingDependency("--tokenizer needs tokenizers: pip install tokenizers") from None
    path = tokenizer_file(name)
    try:
        return Tokenizer.from_file(str(path)) if path else Tokenizer.from_pretrained(name)
    except Exception as error:  # the library raises its own kinds, some of them bare
        raise UsageError(
            f"--tokenizer {name}: {error}; give a folder with tokenizer.json, such a file, or a model's name"
        ) from error


def tokenizer_file(name: str) -> Path | None:
    """Return the file of a tokenizer that is here."""
    path = Path(name)
    found = path / "tokenizer.json" if path.is_dir() else path
    return found if found.is_file() else None


def tokenizer_digest(name: str | None) -> str:
    """Return what tells one tokenizer from another; its name for one of the hub."""
    path = tokenizer_file(name) if name else None
    return hashlib.sha256(path.read_bytes()).hexdigest()[:20] if path else str(name)
