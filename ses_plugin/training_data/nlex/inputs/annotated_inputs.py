"""Values by a parameter's annotation, drawn by Hypothesis. The annotation is read, never evaluated."""

from __future__ import annotations

import ast
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest.mock import patch

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
