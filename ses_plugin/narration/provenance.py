"""Where a value came from, and why a condition came out as it did.

Nothing is said here but what follows from the values in the trace: what can't be evaluated is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ses_plugin.narration import formatting
from ses_plugin.narration.evaluate import Unknown, evaluate, text_of

_SHORT = 40
Variables = Mapping[str, str | None]


def origin(node: ast.expr, variables: Variables, result: str | None) -> str:
    """Return ", which is 6 + 4", ", from `f(x)`" or "", for an expression whose value's text is `result`."""
    if isinstance(node, ast.Constant) or _is_literal(node):
        return ""
    if isinstance(node, ast.IfExp):
        chosen = _choice(node, variables)
        if chosen:
            return chosen
    put = substituted(node, variables, result)
    if put:
        return f", which is {put}"
    said = formatting.format_code(node)
    if not said:
        return ""
    if reads_input(node):
        return f", read from the input by {said}"
    calls = any(isinstance(n, (ast.Call, ast.Await, ast.Yield, ast.YieldFrom)) for n in ast.walk(node))
    return f", from {said}" if calls or isinstance(node, ast.Tuple) else f", which is {said}"


def _choice(node: ast.IfExp, variables: Variables) -> str:
    """Return ", as `x > 0` is true" for a conditional expression."""
    try:
        truth = bool(evaluate(node.test, variables))
    except Unknown:
        return ""
    said = formatting.format_code(node.test)
    return f", as {said} is {str(truth).lower()}" if said else ""


def substituted(node: ast.expr, variables: Variables, result: str | None) -> str:
    """Return an operation on numbers or texts with its values in place of its names: "6 + 4"; else ""."""
    if not isinstance(node, ast.BinOp) or result is None:
        return ""
    try:
        put = _put(node, variables)
        if text_of(evaluate(put, {})) != result:
            return ""
    except Unknown:
        return ""
    text = ast.unparse(put)
    return text if len(text) <= _SHORT else ""


def _put(node: ast.expr, variables: Variables) -> ast.expr:
    """Return the operation with every operand that is none as a constant."""
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return ast.BinOp(_put(left, variables), op, _put(right, variables))
        case ast.Constant():
            return node
    found = evaluate(node, variables)
    if not isinstance(found, (int, float, str)):
        raise Unknown("an operand that is no number or text")
    return ast.Constant(found)


def explain_condition(test: ast.expr, variables: Variables, truth: bool) -> str:
    """Return ", since `x` is 3" for a condition that came out as `truth`; "" if nothing can be said."""
    try:
        known = bool(evaluate(test, variables)) is truth
    except Unknown:
        said = _stated(_names(test), variables)
        return f", where {said}" if said else ""
    if not known or (truth and _says_all(test)):
        return ""
    said = _stated(_deciding(test, variables, truth), variables)
    return f", since {said}" if said else ""


def _says_all(test: ast.expr) -> bool:
    """Return whether a condition that is true says by itself what its variables are: `x == 3`."""
    match test:
        case ast.Compare(ops=[ast.Eq() | ast.Is()], comparators=[other]):
            return _is_literal(other)
    return False


def _stated(nodes: Iterator[ast.expr], variables: Variables) -> str:
    seen: dict[str, str] = {}
    for node in nodes:
        try:
            text = text_of(evaluate(node, variables))
        except Unknown:
            continue
        name = ast.unparse(node)
        if len(text) <= _SHORT and formatting.format_code(name) and name != text:
            seen[name] = text
    return formatting.describe_values([*seen.items()][:4])


def _deciding(test: ast.expr, variables: Variables, truth: bool) -> Iterator[ast.expr]:
    """Return the parts of a condition that made it come out so."""
    match test:
        case ast.BoolOp(op=op, values=values):
            if isinstance(op, ast.And) is truth:
                for part in values:
                    yield from _deciding(part, variables, truth)
                return
            part = next(p for p in values if bool(evaluate(p, variables)) is truth)
            yield from _deciding(part, variables, truth)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _deciding(operand, variables, not truth)
        case ast.Compare(left=left, comparators=others):
            for side in (left, *others):
                if not _is_literal(side):
                    yield side
        case ast.Call():
            yield from _names(test)
        case _ if not _is_literal(test):
            yield test


def _names(node: ast.expr) -> Iterator[ast.expr]:
    return (part for part in ast.walk(node) if isinstance(part, ast.Name))


def reads_input(node: ast.AST) -> bool:
    """Return whether a part of the program reads standard input, by the usual names."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Name(id="input")):
                return True
            case ast.Attribute(value=ast.Name(id="sys"), attr="stdin"):
                return True
    return False


def _is_literal(node: ast.expr) -> bool:
    inner = (
        part for part in ast.walk(node) if isinstance(part, (ast.Name, ast.Call, ast.BinOp, ast.Compare))
    )
    return next(inner, None) is None and not isinstance(node, (ast.Lambda, ast.JoinedStr))
