"""Values to try, and small changes of values that worked. All are literals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ses_plugin.datasets.seeded_random import SeededRandom

_TEXTS = (
    "hello world|Hello, World!|abc|a|AbCdEf|1234|-17|3.14|0x1f|2024-02-29|12:30:45|a,b,c|key=value|"
    "x = 1; y = 2|one two three two|/usr/lib/file.tar.gz|C:\\temp\\a.txt|../up/./here|https://example.org:80/a/b?q=1#top|"
    'user@example.org|<b>bold</b>|(a + b) * [c]|"quoted" text|it\'s|level|  padded  |tab\there|two\nlines|'
    "first line\n  second line\n\nfourth|%s and %d|{name}: {0}|snake_case_name|CamelCaseName|kebab-case-name|"
    "mississippi|aabbbcccc|MCMXCIV|10110|&lt;tag&gt;|v1.2.3rc4|text/html; charset=utf-8|A1B2C3|żółw"
).split("|")
_WORDS = "apple banana cherry date egg fig grape kiwi lemon mango nut olive pear plum red green blue".split()
_LETTERS = "abcxyzABZ019 _-.,"


def random_value(kind: str, draw: SeededRandom, constants: tuple[Any, ...]) -> Any:
    """Return a value of a kind of `parameter_types.KINDS`; `constants` are the function's own."""
    return _MAKERS[kind](draw, constants)


def _integer(draw: SeededRandom, constants: tuple[Any, ...]) -> int:
    own = [constant for constant in constants if type(constant) is int and abs(constant) < 10_000]
    if own and draw.chance(0.25):
        return int(draw.choice(own)) + draw.integer(-1, 1)
    low, high = draw.choice(((0, 5), (0, 30), (-10, 10), (1, 12), (30, 2100)))
    return draw.integer(low, high)


def _text(draw: SeededRandom, constants: tuple[Any, ...]) -> str:
    own = [constant for constant in constants if isinstance(constant, str) and 0 < len(constant) < 30]
    if own and draw.chance(0.4):
        parts = [
            draw.choice(own) if draw.chance(0.5) else draw.choice(_WORDS) for _ in range(draw.integer(1, 4))
        ]
        return draw.choice(("", "", " ")).join(parts)
    if draw.chance(0.2):
        return draw.word(0, 8, _LETTERS)
    return draw.choice(_TEXTS)


def _word(draw: SeededRandom, constants: tuple[Any, ...]) -> str:
    return _text(draw, constants) if draw.chance(0.3) else draw.choice(_WORDS)


def _words(draw: SeededRandom, constants: tuple[Any, ...]) -> list[str]:
    return [_word(draw, constants) for _ in range(draw.integer(0, 6))]


def _matrix(draw: SeededRandom, _: tuple[Any, ...]) -> list[list[int]]:
    wide = draw.integer(1, 4)
    return [draw.integers(wide, 0, 9) for _ in range(draw.integer(1, 4))]


def _pairs(draw: SeededRandom, _: tuple[Any, ...]) -> list[tuple[int, int]]:
    return [(draw.integer(0, 9), draw.integer(0, 9)) for _ in range(draw.integer(0, 5))]


def _dict(draw: SeededRandom, constants: tuple[Any, ...]) -> dict[str, int]:
    return {_word(draw, constants): draw.integer(0, 20) for _ in range(draw.integer(0, 4))}


_MAKERS: Mapping[str, Callable[[SeededRandom, tuple[Any, ...]], Any]] = {
    "int": _integer,
    "float": lambda draw, _: draw.integer(-80, 400) / draw.choice((2, 4, 8, 10)),
    "fraction": lambda draw, _: draw.integer(1, 15) / 16,
    "bool": lambda draw, _: draw.chance(0.5),
    "str": _text,
    "char": lambda draw, _: draw.choice(_LETTERS),
    "bytes": lambda draw, constants: _text(draw, constants).encode(),
    "words": _words,
    "numbers": lambda draw, _: draw.integers(draw.integer(0, 8), -5, 20),
    "tuple": lambda draw, _: tuple(draw.integers(draw.integer(1, 4), 0, 12)),
    "set": lambda draw, _: set(draw.integers(draw.integer(1, 5), 0, 12)),
    "pairs": _pairs,
    "matrix": _matrix,
    "dict": _dict,
}


def mutate_value(old: Any, draw: SeededRandom) -> Any:
    """Return a value of the same type that is a small step from `old`."""
    match old:
        case bool():
            return not old
        case int():
            return draw.choice((old + 1, old - 1, 2 * old if abs(old) < 10_000 else 0, draw.integer(0, 40)))
        case float():
            return draw.choice((old + 0.5, -old, old / 2))
        case str():
            return _changed_text(old, draw)
        case bytes():
            return _changed_text(old.decode("latin-1"), draw).encode("latin-1", "replace")
        case list():
            return _changed_list(old, draw)
        case tuple():
            return tuple(mutate_value(item, draw) if draw.chance(0.5) else item for item in old)
        case dict() if old:
            name = draw.choice(list(old))
            return {**old, name: mutate_value(old[name], draw)}
        case set() | frozenset():
            return {*old, draw.integer(0, 12)} if all(isinstance(item, int) for item in old) else old
    return old


def _changed_text(old: str, draw: SeededRandom) -> str:
    if not old:
        return draw.choice(_WORDS)
    at = draw.integer(0, len(old) - 1)
    return draw.choice(
        (
            old[:at] + old[at + 1 :],
            old[:at] + old[at] + old[at:],
            old[:at] + draw.choice(_LETTERS) + old[at + 1 :],
            old[at:] + old[:at],
            f"{old} {draw.choice(_WORDS)}",
            old.swapcase(),
        )
    )


def _changed_list(old: list[Any], draw: SeededRandom) -> list[Any]:
    if not old:
        return [draw.integer(0, 9)]
    at = draw.integer(0, len(old) - 1)
    return draw.choice(
        (
            old[:at] + old[at + 1 :],
            [*old, mutate_value(old[at], draw)],
            old[::-1],
            [*old[:at], mutate_value(old[at], draw), *old[at + 1 :]],
        )
    )
