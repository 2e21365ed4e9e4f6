"""Does a text read like prose, or like data."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿА-яЁё][a-zß-öø-ÿа-яё]+")
_ENDS = (".", ":", ";", "!", "?")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_LONG = 8
"""A line with so many characters of Chinese, Japanese or Korean is a sentence, or one that ends in a stop."""

_FORMULA = re.compile(r"\$[^$]{1,200}\$|\\\(|\\leq?\b|≤")
_TYPE = re.compile(
    r"\b(?:an? \w+|the \w+|integers?|strings?|lists?|arrays?|numbers?|floats?|booleans?|files?|text|json|csv"
    r"|data|path|dict|dictionary|tuple|int|str|bool|object|matrix|values?|none|n/a|user|query|prompt|lines?"
    r"|eine?|zahl(?:en)?|una?|uno|enteros?|números?|une|entiers?|um|uma|inteiros?)\b",
    re.IGNORECASE,
)


def is_prose(text: str) -> bool:
    """Return whether a line of `text` reads like a sentence, or has a formula between words."""
    return any(map(_is_sentence, text.split("\n")))


def _is_sentence(line: str) -> bool:
    words, signs = len(_WORDS.findall(line)), len(_NO_SPACES.findall(line))
    if signs >= _LONG or (signs and line.rstrip().endswith(("。", "：", "！", "？"))):
        return True
    return words >= 4 or (words >= 2 and line.rstrip().endswith(_ENDS)) or bool(_FORMULA.search(line))


def is_description(text: str) -> bool:
    """Return whether `text` names a kind of thing rather than a thing."""
    return bool(_TYPE.search(text) or _NO_SPACES.search(text)) and not re.search(r"[\d\[{\"']", text)
