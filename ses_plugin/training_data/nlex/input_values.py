"""Values to try for a parameter: drawn by its annotation, drawn by a kind of value, or changed a little.

Hypothesis draws by the annotation, which is read, never evaluated. Kinds are those of `parameter_types`. All
values that are not drawn by an annotation are literals.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest.mock import patch

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.errors import MissingDependency

_Strategy = Any  # hypothesis is there when it is needed, and not before
_PRINTABLE = "".join(map(chr, range(32, 127)))
_LISTS = ("list", "List", "Sequence", "Iterable", "Collection", "MutableSequence")
_DICTS = ("dict", "Dict", "Mapping", "MutableMapping")


def sample_annotated(annotations: dict[str, ast.expr], count: int, seed: int) -> list[dict[str, Any]]:
    """Return up to `count` values for the annotated parameters together; none if one has no strategy.

    The same seed gives the same values with the same version of Hypothesis. Raises MissingDependency.
    """
    try:
        import hypothesis
        from hypothesis import strategies
    except ImportError:
        raise MissingDependency(
            "hypothesis draws values for type hints: pip install 'ses_plugin[data]'"
        ) from None
    known: dict[str, Any] = {name: _strategy(node, strategies) for name, node in annotations.items()}
    if not known or None in known.values():
        return []
    out: list[dict[str, Any]] = []
    quiet = hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )

    @hypothesis.seed(seed)
    @quiet
    @hypothesis.given(strategies.fixed_dictionaries(known))
    def draw(values: dict[str, Any]) -> None:
        out.append(values)

    with _without_constants():
        draw()
    return out[:count]


def _without_constants() -> AbstractContextManager[object]:
    """Keep Hypothesis from mixing in constants of whatever modules are loaded, as it does since 6.131."""
    from hypothesis.internal.conjecture import providers

    if not hasattr(providers, "_get_local_constants"):
        return nullcontext()
    return patch.object(providers, "_get_local_constants", vars(providers)["Constants"])


def _strategy(node: ast.expr, st: Any) -> _Strategy | None:
    """Return the strategy for an annotation, None if there is none."""
    match node:
        case ast.Constant(value=None):
            return st.none()
        case ast.Constant(value=str(text)):
            return _of_text(text, st)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _plain(name, st)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _one_of([left, right], st)
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return _generic(name, parts, st)
    return None


def _of_text(text: str, st: Any) -> _Strategy | None:
    from ses_plugin.syntax import parse

    try:
        return _strategy(parse(text, "eval").body, st)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _plain(name: str, st: Any) -> _Strategy | None:
    text = st.lists(st.sampled_from(_PRINTABLE), max_size=15).map("".join)  # `text` writes files
    plain = {
        "int": st.integers(-50, 200),
        "float": st.integers(-400, 400).map(lambda number: number / 8),
        "str": text,
        "bool": st.booleans(),
        "bytes": st.binary(max_size=10),
        "object": st.one_of(st.integers(-9, 99), text),
        "Any": st.one_of(st.integers(-9, 99), text),
    }
    if name in (*_LISTS, *_DICTS, "tuple", "set"):
        inner: list[ast.expr] = [ast.Name("str"), ast.Name("int")]
        return _generic(name, inner if name in _DICTS else inner[1:], st)
    return plain.get(name)


def _generic(name: str, parts: list[ast.expr], st: Any) -> _Strategy | None:
    if name in ("Optional", "Union"):
        return _one_of([*parts, ast.Constant(None)] if name == "Optional" else parts, st)
    if name == "Literal":
        values = [part.value for part in parts if isinstance(part, ast.Constant)]
        return st.sampled_from(values) if values else None
    inner = [_strategy(part, st) for part in parts if not _is_ellipsis(part)]
    if not inner or None in inner:
        return None
    if name in _LISTS:
        return st.lists(inner[0], max_size=6)
    if name in _DICTS and len(inner) == 2:
        return st.dictionaries(inner[0], inner[1], max_size=4)
    if name in ("set", "Set", "frozenset", "FrozenSet"):
        return st.sets(inner[0], max_size=5)
    if name in ("tuple", "Tuple"):
        return st.lists(inner[0], max_size=4).map(tuple) if len(parts) != len(inner) else st.tuples(*inner)
    return None


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _one_of(nodes: list[ast.expr], st: Any) -> _Strategy | None:
    found = [strategy for node in nodes if (strategy := _strategy(node, st)) is not None]
    return st.one_of(*found) if found else None


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
