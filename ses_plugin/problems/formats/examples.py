"""Read a function's tests from examples and asserts: as literals of a syntax tree, never evaluated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ses_plugin import syntax
from ses_plugin.scoring.judge_comparators import ValueMatch
from ses_plugin.scoring.literals import fold_constants
from ses_plugin.syntax import parse
from ses_plugin.types.problem import Test

MAX_CHARACTERS = 10_000_000
"""Longer code and longer values are not read."""

# How many ends of a call are tried, and how many calls of a line are read: so that no text takes long.
_MAX_TRIES = 20
_LINE_CHARACTERS = 2000
_MAX_ITERATIONS = 1000  # of a loop of asserts

SIGNS = (
    r"(?:==>|==|=>|➞|→|-->|->|="  # f(1) -> 2
    # f(1) should return 2, f(1) is 2
    r"|(?:(?:should|must|will|would) )?(?:returns?|be|is|equals?|gives?|yields?|evaluates? to)\b|应?该?返回)"
)
"""A pattern for the signs and words between a call and its value."""

_SIGN = re.compile(rf"[ \t]*(?:#[ \t]*)?{SIGNS}[ \t]*:?[ \t]*(.+)")
# What may follow a value in a sentence. Not an operator: in "f(1) = 2 + g(1)" the value isn't 2.
_AFTER = re.compile(
    r"[.;,!?)]*\s*$"  # f(1) returns 2.
    r"|[.;,:!?)。，；]+(?:\s|$)|[。，；]"  # f(1) = 2, and
    r"|\s+(?:and|but|because|since|while|whereas|as|for|with|when|or|if|not"  # f(1) is 2 because
    r"|which|instead|then)\b|\s+[#(—–]"  # f(1) = 2  # one more
)
# A line below a value of a doctest that isn't further output.
_NO_OUTPUT = re.compile(
    r">>>|[\"']{3}|```|~~~|\.\.\.|[#@<|]"  # the next example, the end of the code
    r"|[-*•] |\d+[.)] |\[/?[A-Z]+\]"  # a list, [DONE]
    r"|(?:def|class|return|import|from|assert|pass|raise|if|for|while)\b"  # code
    r"|\w[\w ]{0,40}:|\w+\(|\w+ ?="  # Note: f(2) -> 3, x = 1
    r"|[^\w]*(?:[A-Za-z']+[,;]? ){3}"  # This holds for all
)
_SCALAR = re.compile(r"[-+]?\w+(?:\.\d+)?(?:e[-+]?\d+)?")  # -2, 1.5e-3, True
_CLOSING = {"[": "]", "(": ")", "{": "}", "'": "'", '"': '"'}
# The code of EvalPlus' tests.
_EXACT = "exact_match = out == exp"
_LOOP = "for i, (inp, exp) in enumerate(zip(inputs, results)):"


@dataclass(frozen=True, slots=True)
class ExtractedExamples:
    """Tests, the number of asserts that are not a call and a literal, and how values are compared."""

    tests: tuple[Test, ...] = ()
    skipped: int = 0
    equal: ValueMatch = field(default_factory=ValueMatch)


def try_parse_short(code: str) -> ast.Module | None:
    """Return the syntax tree of `code`, None if it is invalid or too long."""
    return None if len(code) > MAX_CHARACTERS else syntax.try_parse(code)


# --- examples in a docstring --------------------------------------------------------------------------


def docstring(prompt: str, entry_point: str) -> str:
    """Return the docstring of a function in `prompt`, "" if there is none."""
    tree = try_parse_short(prompt) or try_parse_short(f"{prompt.rstrip()}\n    pass\n")
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.FunctionDef) and node.name == entry_point:
            return ast.get_docstring(node) or ""
    return ""


def from_docstring(text: str, entry_point: str) -> tuple[Test, ...]:
    """Return the examples in `text`: `>>> f(1)` with a value below it, or `f(1)`, a sign and a value.

    Signs are `==`, `=>`, `➞`, `->`, `=` and words such as `returns`. Only calls with literal arguments and a
    literal value count; others are skipped.

    >>> from_docstring("double(2) returns 4.", "double")
    (Test(input='2', output='4', tolerance=None),)
    """
    tests: dict[Test, bool] = {}  # in order, each once, and whether its value is below the call
    printed = False
    lines = text.split("\n")
    for number, line in enumerate(lines):
        prompt = line.strip().startswith(">>>")
        starts = [match.start() for match in re.finditer(rf"\b{re.escape(entry_point)}\(", line)]
        for start in starts[:_MAX_TRIES] if len(line) <= _LINE_CHARACTERS else ():
            call = _leading_call(line[start:], entry_point)
            if call is None:
                continue
            arguments, rest = call
            below, more = _below(lines[number + 1 : number + _MAX_TRIES + 3]) if prompt else (None, False)
            is_below = prompt and not rest.strip()
            printed = printed or (is_below and more)
            if is_below:
                value = below
            else:
                # Not where the doctest says otherwise: `>>> f(1) == 2` with "False" below.
                sign = _SIGN.match(rest) if below != "False" else None
                value = _stated_literal(sign[1]) if sign else None
            if value is not None:
                tests[Test(arguments, value)] = is_below
    return tuple(test for test, is_below in tests.items() if not (printed and is_below))


def _leading_call(text: str, entry_point: str) -> tuple[str, str] | None:
    """Return the arguments of the call at the beginning of `text`, and the text behind it."""
    for end in [match.end() for match in re.finditer(r"\)", text)][:_MAX_TRIES]:
        node = expression(text[:end])
        if node is not None:
            arguments = _arguments(node, {entry_point})
            return None if arguments is None else (arguments, text[end:])
    return None


def _below(lines: list[str]) -> tuple[str | None, bool]:
    """Return the literal at the top of `lines`, on one line or several, and whether more output follows.

    If more follows, the function prints these lines and doesn't return them.
    """
    value_lines: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.strip().startswith(">>>"):
            break
        value_lines.append(line.strip())
        if len(value_lines) > _MAX_TRIES or len(line) > _LINE_CHARACTERS:
            break
        if (value := _literal_text(" ".join(value_lines))) is not None:
            return value, _is_output(lines[number : number + 1])
    return None, False


def _is_output(line: list[str]) -> bool:
    """Return whether the line below a value is further output, and not prose, code or a mark."""
    text = line[0].strip()[:_LINE_CHARACTERS] if line else ""
    return bool(text) and not _NO_OUTPUT.match(text)


def _stated_literal(text: str) -> str | None:
    """Return the literal in `text`, without punctuation and a comment behind it, or at its beginning."""
    text = text.strip()
    for candidate in (text.rstrip(".;, "), text, re.split(r"\s+#|\s+\(|[.;,]\s", text)[0]):
        if (value := _literal_text(candidate)) is not None:
            return value
    return _leading_literal(text)


def _leading_literal(text: str) -> str | None:
    """Return the literal at the beginning of a sentence, None if it may be part of an expression."""
    closing = _CLOSING.get(text[:1])
    if closing:
        ends = [match.end() for match in re.finditer(re.escape(closing), text) if match.start()][:_MAX_TRIES]
    else:
        scalar = _SCALAR.match(text)
        ends = [scalar.end()] if scalar else []
    for end in ends:
        if (value := _literal_text(text[:end])) is not None:
            return value if _AFTER.match(text[end:]) else None
    return None


def _literal_text(text: str) -> str | None:
    """Return the canonical text of the literal `text`, None if it isn't a literal."""
    node = expression(text)
    return None if node is None else literal(node)


def expression(text: str) -> ast.expr | None:
    """Return the syntax tree of an expression, None if `text` isn't one."""
    try:
        return parse(text.strip(), "eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# --- asserts ------------------------------------------------------------------------------------------


def from_asserts(trees: Iterable[ast.AST], names: set[str]) -> ExtractedExamples:
    """Return the asserts in `trees` that compare a call of one of `names` with its value.

    The forms, with literals and their arithmetic: `f(x) == y`, `y == f(x)`, `f(x) is y` for None and
    booleans, `abs(f(x) - y) < e`, `math.isclose(f(x), y)`; `f(x)` and `not f(x)` mean True and False. An
    assert in a loop over a literal or a range is read for each value. `tuple(f(x)) == tuple(y)` is read as
    `f(x) == y` where a tuple equals a list. That, and bounds, hold for all tests if one assert has them.
    """
    tests, skipped, equal = [], 0, ValueMatch()
    for tree in trees:
        for condition in _conditions(tree, {}):
            if isinstance(condition, ast.Constant):
                continue  # `assert True, "..."` tests nothing
            pair = _read(condition, names)
            if pair is None:
                skipped += 1
                continue
            test, match_of_test = pair
            tests.append(test)
            equal = ValueMatch(
                max(equal.absolute, match_of_test.absolute),
                max(equal.relative, match_of_test.relative),
                equal.outer_tuple_is_list or match_of_test.outer_tuple_is_list,
            )
    return ExtractedExamples(tuple(tests), skipped, equal)


def _conditions(node: ast.AST, values: dict[str, ast.expr]) -> Iterator[ast.expr]:
    """Yield the conditions asserted in `node`, with arithmetic computed; `values` are variables of loops."""
    match node:
        case ast.Assert(test=test):
            yield fold_constants(test, values)
        case ast.For(target=ast.Name(id=name), iter=over, body=body) if all(
            isinstance(line, ast.Assert) for line in body
        ):
            members = _members(fold_constants(over, values))
            scopes = [values] if members is None else ({**values, name: member} for member in members)
            for scope in scopes:
                for line in body:
                    yield from _conditions(line, scope)
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
                    yield from _conditions(child, values)


def _members(over: ast.expr) -> list[ast.expr] | None:
    """Return the items of a loop over a literal or a range, None for other loops and long ones."""
    match over:
        case ast.List(elts=members) | ast.Tuple(elts=members) if len(members) <= _MAX_ITERATIONS:
            return members
        case ast.Call(func=ast.Name(id="range"), args=arguments, keywords=[]):
            try:
                numbers = range(*map(ast.literal_eval, arguments))
            except (TypeError, ValueError):
                return None
            if len(numbers) <= _MAX_ITERATIONS:
                return [parse(str(number), "eval").body for number in numbers]
    return None


def _read(test: ast.expr, names: set[str]) -> tuple[Test, ValueMatch] | None:
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return _either(left, right, names, ValueMatch()) or _either(
                _in_list(left), _in_list(right), names, ValueMatch(outer_tuple_is_list=True)
            )
        case ast.Compare(left=left, ops=[ast.Is()], comparators=[ast.Constant(value=None | bool()) as right]):
            return _pair(left, right, names, ValueMatch())
        case ast.Compare(
            left=ast.Call(
                func=ast.Name(id="abs" | "fabs") | ast.Attribute(attr="fabs"),
                args=[ast.BinOp(left=left, op=ast.Sub(), right=right)],
            ),
            ops=[ast.Lt() | ast.LtE()],
            comparators=[ast.Constant(value=float() | int() as bound)],
        ):
            return _either(left, right, names, ValueMatch(absolute=float(bound)))
        case ast.Call(
            func=ast.Name(id="isclose") | ast.Attribute(attr="isclose"), args=[left, right], keywords=keywords
        ):
            bounds = {"rel_tol": 1e-9, "abs_tol": 0.0}
            for keyword in keywords:
                match keyword:
                    case ast.keyword(
                        arg="rel_tol" | "abs_tol" as name, value=ast.Constant(value=float() | int() as bound)
                    ):
                        bounds[name] = float(bound)
                    case _:
                        return None
            return _either(left, right, names, ValueMatch(bounds["abs_tol"], bounds["rel_tol"]))
        case ast.Call():
            return _pair(test, ast.Constant(value=True), names, ValueMatch())
        case ast.UnaryOp(op=ast.Not(), operand=call):
            return _pair(call, ast.Constant(value=False), names, ValueMatch())
    return None


def _either(
    left: ast.expr, right: ast.expr, names: set[str], equal: ValueMatch
) -> tuple[Test, ValueMatch] | None:
    return _pair(left, right, names, equal) or _pair(right, left, names, equal)


def _in_list(node: ast.expr) -> ast.expr:
    """Return the call in `tuple(f(x))` or `list(f(x))`, and a tuple of literals as a list."""
    match node:
        case ast.Call(func=ast.Name(id="tuple" | "list"), args=[ast.Call() as call], keywords=[]):
            return call
        case ast.Tuple(elts=items):
            return ast.List(items, ast.Load())
    return node


def _pair(
    call: ast.expr, right: ast.expr, names: set[str], equal: ValueMatch
) -> tuple[Test, ValueMatch] | None:
    arguments = _arguments(call, names)
    value = literal(right)
    return None if arguments is None or value is None else (Test(arguments, value), equal)


def _arguments(node: ast.expr, names: set[str]) -> str | None:
    """Return the text of a call's arguments; None if it isn't a call of one of `names` with literals."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=positional, keywords=keywords) if name in names:
            parts = [literal(argument) or literal(fold_constants(argument)) for argument in positional]
            for keyword in keywords:
                value = literal(keyword.value) or literal(fold_constants(keyword.value))
                parts.append(f"{keyword.arg}={value}" if keyword.arg and value is not None else None)
            texts = [part for part in parts if part is not None]
            return ", ".join(texts) if len(texts) == len(parts) else None
    return None


def literal(node: ast.expr) -> str | None:
    """Return the canonical text of a literal, None for any other expression."""
    try:
        ast.literal_eval(node)
        return ast.unparse(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def called(tree: ast.AST) -> list[str]:
    """Return the names of the functions called in `tree`, the outermost first."""
    return [
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]


# --- EvalPlus -----------------------------------------------------------------------------------------


def from_lists(tree: ast.AST, names: set[str]) -> ExtractedExamples | None:
    """Return the tests of EvalPlus: two lists `inputs` and `results`, and a loop; None if it has no `inputs`.

    The loop's `assertion` must compare by `==`; otherwise all tests are skipped.
    """
    lists: dict[str, list[ast.expr]] = {}
    atol: float | None = None
    exact = False
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id="inputs" | "results" as name)], value=ast.List(elts=elements)
            ):
                lists[name] = elements
            case ast.FunctionDef(name="assertion", body=[first, *_]):
                exact = ast.unparse(first) == _EXACT
            case ast.For() if ast.unparse(node).startswith(("for i, inp in enumerate(inputs)", _LOOP)):
                atol = _bound(node, names)
    inputs, results = lists.get("inputs"), lists.get("results")
    if inputs is None:
        return None
    if results is None or atol is None or not exact or len(inputs) != len(results):
        return ExtractedExamples(skipped=len(inputs))
    tests = [_list_test(arguments, value) for arguments, value in zip(inputs, results, strict=True)]
    valid = tuple(test for test in tests if test is not None)
    # The bounds of EvalPlus for `numpy.allclose`: at least 1e-6 for floats, and 1e-7 of the number.
    return ExtractedExamples(valid, len(tests) - len(valid), ValueMatch(atol or 1e-6, 1e-7))


def _bound(loop: ast.For, names: set[str]) -> float | None:
    """Return the tolerance in `assertion(f(*inp), exp, tolerance)`; None if the loop does anything else."""
    match loop.body:
        case [
            ast.Expr(
                value=ast.Call(
                    func=ast.Name(id="assertion"),
                    args=[
                        ast.Call(
                            func=ast.Name(id=name), args=[ast.Starred(value=ast.Name(id="inp"))], keywords=[]
                        ),
                        ast.Name(id="exp"),
                        ast.Constant(value=float() | int() as bound),
                    ],
                )
            )
        ] if name in names:
            return float(bound)
    return None


def _list_test(arguments: ast.expr, result: ast.expr) -> Test | None:
    value = literal(result)
    if not isinstance(arguments, (ast.List, ast.Tuple)) or value is None:
        return None
    literals = [literal(argument) for argument in arguments.elts]
    texts = [text for text in literals if text is not None]
    return Test(", ".join(texts), value) if len(texts) == len(literals) else None
