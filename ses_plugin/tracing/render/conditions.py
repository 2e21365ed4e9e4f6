"""Conditions with the values that decided them: what stands beside a line in the renderings for people."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from dataclasses import dataclass

from ses_plugin.syntax import parse
from ses_plugin.tracing.instrumentation import is_constant, names_in, numbered_nodes
from ses_plugin.tracing.trace import Event, EventKind, Probe, ProbeKind, Trace, stacks

_MOST_VALUE = 40
"""The most characters of one value in a condition."""

_NOT_COMPUTED = "…"
"""Stands for what a condition did not need: `0 > 1 and …`."""

_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """How a condition came out. `text` is the condition with values in the places of names: `3 > 0`."""

    text: str
    truth: bool

    def __str__(self) -> str:
        outcome = "true" if self.truth else "false"
        return f"{self.text}: {outcome}" if self.text else outcome


def read_conditions(trace: Trace) -> dict[int, list[Condition]]:
    """Return the conditions in their order of computation, by the number of the event in whose line they are.

    These are the conditions of statements, of conditional expressions and of comprehensions. A trace without
    probes says how the conditions of statements came out, without values.
    """
    known = any(probe.kind in (ProbeKind.TEST, ProbeKind.VALUE) for probe in trace.probes)
    nodes = _nodes(trace.source) if known else []
    if not nodes:
        return {n: [Condition("", e.truth)] for n, e in enumerate(trace.events) if e.truth is not None}
    return _Reader(trace, nodes).read()


def _nodes(source: str) -> list[ast.AST]:
    """Return the nodes that probes name; none of what is not Python, as a trace from elsewhere may hold."""
    try:
        return numbered_nodes(parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


class _Reader:
    """Follows the probes of a trace, each in the frame that was there."""

    def __init__(self, trace: Trace, nodes: list[ast.AST]) -> None:
        self.trace = trace
        self.nodes = nodes
        self.numbers = {node: number for number, node in enumerate(self.nodes)}
        self.tests = {self.numbers[node] for node in _deciding(self.nodes)}
        self.owner: dict[int, int] = {}
        """Of each frame the number of its last event."""
        self.values: dict[int, dict[int, Probe]] = {}
        """Of each frame what its line has computed, by the number of the node."""

    def read(self) -> dict[int, list[Condition]]:
        found: dict[int, list[Condition]] = {}
        probes = iter(self.trace.probes)
        probe = next(probes, None)
        for number, (event, stack) in enumerate(stacks(self.trace.events)):
            self.owner[event.frame] = number
            self.values[event.frame] = {}
            frame = _active(event, stack)
            while probe is not None and probe.at <= number + 1:
                if frame is not None:
                    self._probe(probe, frame, found)
                probe = next(probes, None)
        return found

    def _probe(self, probe: Probe, frame: int, found: dict[int, list[Condition]]) -> None:
        if probe.kind not in (ProbeKind.VALUE, ProbeKind.TEST):
            return
        values = self.values.setdefault(frame, {})
        values[probe.node] = probe
        if probe.node in self.tests and probe.truth is not None:
            node = self.nodes[probe.node]
            text = "" if isinstance(node, ast.Constant) else self._text(node, values)
            found.setdefault(self.owner[frame], []).append(Condition(text, probe.truth))
            for part in ast.walk(node):  # the next iteration may need less of it
                values.pop(self.numbers.get(part, -1), None)

    def _text(self, node: ast.AST, values: Mapping[int, Probe]) -> str:
        """Return a condition with values in it."""
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self._text(operand, values)
                return f"not ({inner})" if isinstance(operand, ast.BoolOp) else f"not {inner}"
            case ast.BoolOp(op=op, values=parts):
                texts = [self._part(part, values) for part in parts]
                if _NOT_COMPUTED in texts:
                    texts = texts[: texts.index(_NOT_COMPUTED) + 1]
                return (" and " if isinstance(op, ast.And) else " or ").join(texts)
            case ast.Compare(left=left, ops=ops, comparators=others) if names_in(node) is None:
                texts = [self._value(left, values)]
                for comparison, other in zip(ops, others, strict=True):
                    texts += [_COMPARISONS[type(comparison)], self._value(other, values)]
                return " ".join(texts)
        return self._value(node, values)

    def _part(self, node: ast.expr, values: Mapping[int, Probe]) -> str:
        text = self._text(node, values)
        return f"({text})" if isinstance(node, ast.BoolOp) and text != _NOT_COMPUTED else text

    def _value(self, node: ast.AST, values: Mapping[int, Probe]) -> str:
        """Return the value of an operand."""
        match node:
            case ast.NamedExpr(value=value):
                return self._value(value, values)
            case ast.List(elts=parts):
                return f"[{', '.join(self._value(part, values) for part in parts)}]"
            case ast.Tuple(elts=parts):
                end = "," if len(parts) == 1 else ""
                return f"({', '.join(self._value(part, values) for part in parts)}{end})"
            case ast.Set(elts=parts):
                return f"{{{', '.join(self._value(part, values) for part in parts)}}}"
            case ast.expr() if is_constant(node):
                return _shortened(ast.unparse(node))
        probe = values.get(self.numbers[node])
        if probe is None or not isinstance(node, ast.expr):
            return _NOT_COMPUTED
        names = names_in(node)
        if names is None or isinstance(node, ast.Name) or len(names) != len(probe.names):
            return _shortened(probe.value)
        return _substituted(node, dict(zip(names, probe.names, strict=True)))


def _deciding(nodes: list[ast.AST]) -> list[ast.expr]:
    """Return the expressions that decide what runs next."""
    found: list[ast.expr] = []
    for node in nodes:
        match node:
            case ast.If() | ast.While() | ast.Assert() | ast.IfExp():
                found.append(node.test)
            case ast.match_case(guard=ast.expr() as guard):
                found.append(guard)
            case ast.comprehension(ifs=ifs):
                found += ifs
    return found


def _active(event: Event, stack: tuple[int, ...]) -> int | None:
    """Return the frame that runs after an event."""
    gone = event.kind is EventKind.RETURN or event.leaves
    left = stack[:-1] if gone else stack
    return left[-1] if left else None


def _substituted(node: ast.expr, texts: Mapping[str, str]) -> str:
    """Return an expression of names and operators with the names' values in it."""

    class Values(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.Name:
            text = texts.get(name.id, "")
            return ast.Name(_shortened(text) if text else name.id)

        def visit_BinOp(self, operation: ast.BinOp) -> ast.AST:
            self.generic_visit(operation)
            base = operation.left
            if isinstance(operation.op, ast.Pow) and isinstance(base, ast.Name) and base.id.startswith("-"):
                operation.left = ast.Name(f"({base.id})")
            return operation

    copied = copy.deepcopy(node)
    return ast.unparse(Values().visit(copied))


def _shortened(text: str) -> str:
    if len(text) <= _MOST_VALUE:
        return text
    half = (_MOST_VALUE - 1) // 2
    return f"{text[:half]}…{text[-half:]}"
