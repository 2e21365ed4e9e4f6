"""What a parameter may take, guessed from its name and from how the function uses it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

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

_PASSED_ON = 2
"""How many calls a parameter is followed through."""

_OF_ELEMENTS = {
    "int": ("numbers", "numbers"),
    "float": ("numbers", "numbers"),
    "str": ("words", "words"),
    "char": ("str", "str", "words"),
    "words": ("matrix",),
    "numbers": ("matrix", "matrix"),
}
"""What is gone through, by what is done with each element."""

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
    function: ast.FunctionDef,
    parameter: str,
    default: ast.expr | None = None,
    functions: Mapping[str, ast.FunctionDef] = MappingProxyType({}),
) -> list[str]:
    """Return the kinds to try, the likeliest first; none if it takes an object of some class.

    `functions` are those of its program, by name: what a parameter is passed on to tells of it too.
    """
    evidence: Counter[str] = Counter()
    for kind, names in _BY_NAME.items():
        evidence[kind] += 2 * (
            parameter.lower() in names or parameter.lower().rstrip("s0123456789_") in names
        )
    methods = _gather(function, parameter, evidence, functions, _PASSED_ON)
    if isinstance(default, ast.Constant) and default.value is not None:
        evidence[_TYPES.get(type(default.value).__name__, "bool")] += 6
    able = [kind for kind, kind_type in KINDS.items() if all(hasattr(kind_type, name) for name in methods)]
    for kind in able if methods else ():
        evidence[kind] += 4
    return sorted(able, key=lambda kind: -evidence[kind])[:_MOST]


def functions_of(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Return the functions and methods of a program by name; a class by that of its constructor."""
    found: dict[str, ast.FunctionDef] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, node)
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for node in classes:
        for item in node.body:
            if isinstance(item, ast.FunctionDef) and item.name == "__init__":
                found[node.name] = item
    return found


def _gather(
    function: ast.FunctionDef,
    parameter: str,
    evidence: Counter[str],
    functions: Mapping[str, ast.FunctionDef],
    further: int,
) -> set[str]:
    """Add what the uses of a parameter speak for; return the methods that are called of it."""
    methods = set()
    for node, parent in _with_parents(function):
        if isinstance(node, ast.Name) and node.id == parameter and parent is not None:
            if isinstance(parent, ast.Attribute):
                methods.add(parent.attr)
            for kind in (*_kinds_where(node, parent), *_kinds_by_elements(function, node, parent)):
                evidence[kind] += 3
            if further and (taken := _passed_to(node, parent, functions)) is not None:
                methods |= _gather(*taken, evidence, functions, further - 1)
    return methods


def _passed_to(
    node: ast.Name, parent: ast.AST, functions: Mapping[str, ast.FunctionDef]
) -> tuple[ast.FunctionDef, str] | None:
    """Return the function of the program, and its parameter, that a name is given to by its position."""
    match parent:
        case ast.Call(func=ast.Name(id=called), args=arguments) if called in functions and node in arguments:
            skipped = functions[called].name == "__init__"
        case ast.Call(func=ast.Attribute(attr=called), args=arguments) if (
            called in functions and node in arguments
        ):
            skipped = True
        case _:
            return None
    taken = [*functions[called].args.posonlyargs, *functions[called].args.args][skipped:]
    at = arguments.index(node)
    return (functions[called], taken[at].arg) if at < len(taken) else None


def _kinds_by_elements(function: ast.FunctionDef, node: ast.Name, parent: ast.AST) -> tuple[str, ...]:
    """Return what a parameter is by what is done with its elements, if it is gone through."""
    match parent:
        case ast.For(iter=looped, target=target) | ast.comprehension(iter=looped, target=target) if (
            looped is node
        ):
            pass
        case _:
            return ()
    if isinstance(target, ast.Tuple):
        return ("pairs",) * 2 if len(target.elts) == 2 else ("matrix",)
    if not isinstance(target, ast.Name):
        return ()
    uses = [
        (one, above)
        for one, above in _with_parents(function)
        if isinstance(one, ast.Name) and one.id == target.id and isinstance(one.ctx, ast.Load) and above
    ]
    methods = {above.attr for _, above in uses if isinstance(above, ast.Attribute)}
    if methods and all(hasattr(str, name) for name in methods):
        return ("words", "words", "str")
    places = Counter(kind for one, above in uses for kind in _kinds_where(one, above))
    if not places:
        return ()
    return _OF_ELEMENTS.get(places.most_common(1)[0][0], ())


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
