"""What a parameter may take, guessed from its name and from how the function uses it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

KINDS: dict[str, type] = {
    "int": int,
    "str": str,
    "numbers": list,
    "bytes": bytes,
    "words": list,
    "float": float,
    "bool": bool,
    "dict": dict,
    "tuple": tuple,
    "set": set,
    "pairs": list,
    "matrix": list,
    "char": str,
    "fraction": float,
}
"""Kinds of values, and their types."""

_MOST = 6
"""Kinds of one parameter."""

_SEQUENCES = ("str", "words", "numbers", "tuple", "pairs", "matrix")
_ITERABLES = (*_SEQUENCES, "dict", "set", "bytes")
_NAMES = {
    "int": "n i j k m x y z a b c num number count size width height index idx pos start stop end step year "
    "month day level depth length limit base bits maxlen value low high lo hi indent",
    "str": "s t text string line word name key path filename file url value pattern prefix suffix data sep "
    "char ch c p msg message source src fmt spec code title label tag part host version separator",
    "words": "words lines names parts args strings keys fields tokens items seq lst list options values",
    "numbers": "numbers nums xs ys arr array values items seq lst list data iterable elements sequence v a",
    "dict": "d dict mapping kwargs kw attrs params options config counts table",
    "pairs": "pairs items edges intervals points ranges",
    "matrix": "matrix grid rows board table mat",
    "bytes": "b data buf buffer raw bytes octets",
    "float": "x y ratio value f rate alpha t mu sigma",
    "bool": "flag reverse strict verbose force",
    "tuple": "point pair version",
    "set": "seen visited",
    "char": "c ch char sep delimiter",
    "fraction": "p q alpha ratio h l s v r g b prob",
}
_BY_NAME = {kind: frozenset(names.split()) for kind, names in _NAMES.items()}
# What a builtin function's argument is.
_TAKEN = {
    **dict.fromkeys(("range", "chr", "hex", "oct", "bin"), ("int",)),
    **dict.fromkeys(("abs", "round", "divmod", "pow"), ("int", "float")),
    **dict.fromkeys(("len", "sorted", "enumerate", "reversed", "iter", "list", "tuple", "set"), _ITERABLES),
    **dict.fromkeys(("sum", "max", "min"), ("numbers", "tuple", "words")),
    **dict.fromkeys(("any", "all", "zip", "map", "filter"), _SEQUENCES),
    **dict.fromkeys(("int", "float"), ("str", "int")),
    "ord": ("char",),
    "dict": ("pairs", "dict"),
}
_NUMERIC = (
    ast.Sub,
    ast.Div,
    ast.FloorDiv,
    ast.Pow,
    ast.LShift,
    ast.RShift,
    ast.BitAnd,
    ast.BitOr,
    ast.BitXor,
)
_TYPES = {"str": "str", "int": "int", "bytes": "bytes", "float": "float", "dict": "dict", "list": "numbers"}


def infer_parameter_types(
    function: ast.FunctionDef, parameter: str, default: ast.expr | None = None
) -> list[str]:
    """Return the kinds to try, the likeliest first; none if it takes an object of some class."""
    evidence: Counter[str] = Counter()
    for kind, names in _BY_NAME.items():
        evidence[kind] += 2 * (
            parameter.lower() in names or parameter.lower().rstrip("s0123456789_") in names
        )
    methods = set()
    for node, parent in _with_parents(function):
        if isinstance(node, ast.Name) and node.id == parameter and parent is not None:
            if isinstance(parent, ast.Attribute):
                methods.add(parent.attr)
            for kind in _kinds_where(node, parent):
                evidence[kind] += 3
    if isinstance(default, ast.Constant) and default.value is not None:
        evidence[_TYPES.get(type(default.value).__name__, "bool")] += 6
    able = [kind for kind, kind_type in KINDS.items() if all(hasattr(kind_type, name) for name in methods)]
    for kind in able if methods else ():
        evidence[kind] += 4
    return sorted(able, key=lambda kind: -evidence[kind])[:_MOST]


def _with_parents(root: ast.AST) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    for parent in ast.walk(root):
        for child in ast.iter_child_nodes(parent):
            yield child, parent


def _kinds_where(node: ast.AST, parent: ast.AST) -> tuple[str, ...]:
    """Return the kinds that the place of a parameter in a tree speaks for."""
    match parent:
        case ast.Call():
            return _as_argument(node, parent)
        case ast.For(iter=looped) | ast.comprehension(iter=looped) if looped is node:
            return ("numbers", "words", "str", "pairs")
        case ast.Subscript():
            return _in_subscript(node, parent)
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if isinstance(op, _NUMERIC):
            return ("int", "float")
        case ast.BinOp(op=ast.Mod(), left=left) if left is node:
            return ("int",)
        case ast.UnaryOp(op=ast.USub() | ast.Invert()):
            return ("int", "float")
        case ast.BinOp(op=ast.Add() | ast.Mult()):
            return ("int", "str")
        case ast.Compare(left=left, comparators=[*others]):
            return _compared([left, *others], parent.ops)
    return ()


def _as_argument(node: ast.AST, call: ast.Call) -> tuple[str, ...]:
    match call:
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id=name)]) if name in _TYPES:
            return (_TYPES[name],)
        case ast.Call(func=ast.Name(id=name)) if name in _TAKEN and node is not call.func:
            return _TAKEN[name]
        case ast.Call(func=ast.Attribute(attr="join"), args=[argument]) if argument is node:
            return ("words",)
    return ()


def _in_subscript(node: ast.AST, subscript: ast.Subscript) -> tuple[str, ...]:
    if subscript.value is not node:
        return ("int", "str")
    match subscript.slice:
        case ast.Slice():
            return ("str", "numbers", "words")
        case ast.Constant(value=str()):
            return ("dict",)
    return _SEQUENCES


def _compared(sides: list[ast.expr], operators: list[ast.cmpop]) -> tuple[str, ...]:
    texts = {type(side.value).__name__ for side in sides if isinstance(side, ast.Constant)}
    found = tuple(_TYPES[name] for name in sorted(texts) if name in _TYPES)
    ordered = any(isinstance(op, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for op in operators)
    return found or (("int", "float") if ordered else ())
