"""Where in a trace a claim holds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from ses_plugin.narration.claims import INSIDE, Claim, ClaimKind
from ses_plugin.narration.evaluate import Unknown, evaluate, is_evaluable, text_of, truth_of, value_of
from ses_plugin.narration.execution_tree import Loop, Step, Variables
from ses_plugin.narration.trace_index import Snapshot, StepRange, TraceIndex, ValueHistory, snapshot_of
from ses_plugin.syntax import parse
from ses_plugin.tracing.inside.simple_values import MARK

Places = Collection[int] | None
"""The entries at which a claim holds; None if nothing is known of what it is about."""

_BUILTINS = frozenset(
    {"int", "str", "list", "dict", "set", "tuple", "float", "bool", "it", "this", "that", "which"}
)


def text_matches(claimed: str, shown: str) -> bool:
    """Return whether a claimed value is the one that a trace shows; either may be shortened."""
    if claimed == shown:
        return True
    if MARK in claimed or MARK in shown:
        start, _, end = claimed.partition(MARK)
        first, _, last = shown.partition(MARK) if MARK in shown else (shown, "", shown)
        head, tail = min(len(start), len(first)), min(len(end), len(last))
        if MARK not in claimed:
            return claimed.startswith(first) and claimed.endswith(last)
        return start[:head] == first[:head] and (not tail or end[-tail:] == last[-tail:])
    return _same_literal(claimed, shown)


@lru_cache(8192)
def _same_literal(claimed: str, shown: str) -> bool:
    try:
        left, right = value_of(claimed), value_of(shown)
    except Unknown:
        return False
    return type(left) is type(right) and bool(left == right)


@lru_cache(4096)
def _expression(text: str) -> ast.expr | None:
    try:
        return parse(text, "eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class Matcher:
    """Finds where claims hold in one trace."""

    def __init__(self, facts: TraceIndex) -> None:
        self.facts = facts
        self.ways: dict[ClaimKind, Callable[[Claim], Places]] = {
            ClaimKind.VALUE: self._value,
            ClaimKind.CHANGE: self._change,
            ClaimKind.COURSE: self._course,
            ClaimKind.CONDITION: self._condition,
            ClaimKind.ITEM: self._item,
            ClaimKind.PRINTED: self._printed,
            ClaimKind.LINES: self._lines,
            ClaimKind.CALL: self._call,
            ClaimKind.CALLS: self._calls,
            ClaimKind.RETURN: self._return,
            ClaimKind.RAISED: self._raised,
            ClaimKind.LOOP: self._loop,
            ClaimKind.ITERATIONS: self._iterations,
            ClaimKind.STEPS: lambda claim: [s.at for s in self._stretches(claim)],
        }
        self.known: dict[tuple[object, ...], Places] = {}
        self.stretches: dict[Claim, list[StepRange]] = {}

    def places(self, claim: Claim) -> Places:
        """Return where a claim holds."""
        way = self.ways.get(claim.kind)
        if way is None:
            return None
        key = (claim.kind, claim.subject, claim.values, claim.number, claim.within)
        if key not in self.known:
            found = way(claim) if claim.within is None else self._within(claim, claim.within)
            self.known[key] = found if found or not self._is_hidden(claim) else None
        return self.known[key]

    def _is_hidden(self, claim: Claim) -> bool:
        """Return whether a claim is about something whose value the record does not show."""
        node = _expression(claim.subject)
        if not isinstance(node, (ast.Attribute, ast.Subscript)):
            return self.is_of_items(claim)
        return not any(is_evaluable(node, each.variables) for each in self.facts.moments)

    def is_of_items(self, claim: Claim) -> bool:
        """Return whether a claim may be about the item of a comprehension, of which nothing is known."""
        node = _expression(claim.subject)
        names = (part.id for part in ast.walk(node) if isinstance(part, ast.Name)) if node else ()
        return any(name in self.facts.items for name in names)

    # --- summaries

    def _stretches(self, claim: Claim) -> list[StepRange]:
        if claim not in self.stretches:
            steps = claim.kind is ClaimKind.STEPS
            found = (
                self.facts.runs(claim.number)
                if steps
                else self.facts.iterations(int(claim.subject), claim.number)
            )
            self.stretches[claim] = [*found]
        return self.stretches[claim]

    def _within(self, claim: Claim, summary: Claim) -> Places:
        """Return the ends of those stretches of the summary around a claim in which it holds."""
        if not summary.values:
            return self._beginning(claim, summary)
        stretches = self._stretches(summary)
        if claim.kind in (ClaimKind.CHANGE, ClaimKind.COURSE):
            if not self._names(claim.subject):
                return None
            return [
                s.at for s in stretches if any(_goes(claim, course) for course in s.courses(claim.subject))
            ]
        if claim.kind in (ClaimKind.LINES, ClaimKind.PRINTED):
            return [s.at for s in stretches if _prints(claim, s.printed())]
        if claim.kind is ClaimKind.CALLS:
            return [s.at for s in stretches if s.calls()[claim.subject] == claim.number]
        return self.ways[claim.kind](claim) and [s.at for s in stretches]

    def _beginning(self, claim: Claim, iteration: Claim) -> Places:
        """Return where an iteration of the number begins with what is claimed."""
        node = _expression(claim.subject)
        if node is None or claim.kind is not ClaimKind.VALUE or not self._names(claim.subject):
            return self.ways[claim.kind](claim)
        number = int(iteration.subject)
        return [
            at
            for at, head in (_begin(repeat, number) for repeat in self.facts.repeats if _has(repeat, number))
            if head is not None and _holds(node, snapshot_of(head).variables, claim.values[0])
        ]

    # --- variables

    def _names(self, subject: str) -> bool:
        """Return whether every variable of an expression is one of the trace."""
        node = _expression(subject)
        if node is None or subject in _BUILTINS:
            return False
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        return bool(names) and any(name in self.facts.names for name in names)

    def _value(self, claim: Claim) -> Places:
        node = _expression(claim.subject)
        if node is None or not self._names(claim.subject):
            return None
        said = claim.values[0]
        if not _is_value(said):
            return None
        found = self._moments(node, lambda variables: _holds(node, variables, said))
        return found if isinstance(node, ast.Name) else [*found, *self._elements(claim)]

    def _moments(self, node: ast.expr, holds: Callable[[Variables], bool]) -> list[int]:
        """Return the moments at which something holds of the variables of an expression."""
        names = sorted({part.id for part in ast.walk(node) if isinstance(part, ast.Name)})
        known: dict[tuple[str | None, ...], bool] = {}

        def found(variables: Variables) -> bool:
            key = tuple(map(variables.get, names))
            if key not in known:
                known[key] = holds(variables)
            return known[key]

        return [
            each.at
            for each in self.facts.moments
            if found(each.variables) or (each.changes and found(each.previous))
        ]

    def _change(self, claim: Claim) -> Places:
        node = _expression(claim.subject)
        if node is None or not self._names(claim.subject):
            return None
        if not all(map(_is_value, claim.values)):
            return None
        if not isinstance(node, ast.Name):
            said = claim.values[-1]
            found = [m.at for m in self._changed(node) if _holds(node, m.variables, said)]
            return [*found, *self._elements(claim)]
        if len(claim.values) == 1:
            moments = (m for m in self.facts.moments if claim.subject in m.changes)
            return [m.at for m in moments if text_matches(claim.values[0], m.changes[claim.subject])]
        return self._course(claim)

    def _elements(self, claim: Claim) -> list[int]:
        """Return where an element was set to a value, by the statement: a long list is not seen whole."""
        said = claim.values[-1]
        return [
            at
            for at, (place, text) in self.facts.elements
            if place == claim.subject and text_matches(said, text)
        ]

    def _changed(self, node: ast.expr) -> Iterable[Snapshot]:
        """Return the moments at which a variable of an expression changed."""
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        return (moment for moment in self.facts.moments if names & moment.changes.keys())

    def _course(self, claim: Claim) -> Places:
        if not self._names(claim.subject):
            return None
        out: list[int] = []
        for course in self.facts.courses:
            if course.name != claim.subject:
                continue
            size = claim.number or (len(claim.values) if claim.kind is ClaimKind.CHANGE else 0)
            for start in range(len(course.values)):
                for end in [start + size] if size else range(start + 1, len(course.values) + 1):
                    before = course.values[start - 1] if start else course.before
                    if end <= len(course.values) and _goes(
                        claim, ValueHistory("", before, course.values[start:end], ())
                    ):
                        out.append(course.at[end - 1])
        return out

    def _condition(self, claim: Claim) -> Places:
        truth = claim.values[0] == "true"
        if claim.number > 0:
            those = [s for s in self.facts.steps if getattr(s.node, "lineno", 0) == claim.number]
            return [step.last for step in those if step.truth is truth]
        steps = self.facts.tests.get(claim.subject)
        if steps is not None and claim.number != INSIDE:
            return [step.last for step in steps if step.truth is truth]
        node = _expression(claim.subject)
        if node is None or not self._names(claim.subject):
            return None
        return self._moments(node, lambda variables: truth_of(node, variables) is truth)

    def _item(self, claim: Claim) -> Places:
        """Return where an item is the last of a list, or in a set, that has changed."""
        said = claim.values[0]
        out = []
        for moment in self.facts.moments:
            text = moment.changes.get(claim.subject)
            if text is None:
                continue
            if MARK in text or MARK in said or not _is_literal(text) or _is_last(said, text):
                out.append(moment.at)
        return out if claim.subject in self.facts.names else None

    # --- what is printed, called, returned, raised

    def _printed(self, claim: Claim) -> Places:
        return [step.last for step in self.facts.steps if step.printed and _prints(claim, step.printed)] or [
            step.last
            for step in self.facts.steps
            if step.printed and claim.values[0] in step.printed.split("\n")
        ]

    def _lines(self, claim: Claim) -> Places:
        return [at for at, text in self.facts.printed if _prints(claim, text)]

    def _call(self, claim: Claim) -> Places:
        if claim.subject not in self.facts.functions:
            return None
        given = dict(zip(claim.values[::2], claim.values[1::2], strict=True))
        return [
            call.first
            for call in self.facts.calls
            if call.function == claim.subject
            and all(text_matches(text, call.arguments.get(name, "")) for name, text in given.items())
        ]

    def _calls(self, claim: Claim) -> Places:
        out = []
        for step in self.facts.steps:
            calls = StepRange([step], [], "").calls()
            if calls[claim.subject] == claim.number:
                out.append(step.last)
        return out

    def _return(self, claim: Claim) -> Places:
        way, said = claim.values
        if claim.subject and claim.subject not in self.facts.functions:
            return None
        if not _is_value(said):
            return None
        return [
            at
            for call in self.facts.calls
            for at in (call.last - 1, call.last)
            if call.value is not None
            and (not claim.subject or call.function == claim.subject)
            and call.yielded is (way == "yields")
            and text_matches(said, call.value)
        ]

    def _raised(self, claim: Claim) -> Places:
        said = claim.values[0]
        found = [step.last for step in self.facts.steps if step.raised == said]
        found += [call.last for call in self.facts.calls if call.raised == said]
        return [*found, self.facts.size - 1] if said == self.facts.trace.error else found

    # --- loops

    def _loop(self, claim: Claim) -> Places:
        those = (r for r in self.facts.loops(claim.subject) if len(r.iterations) == claim.number)
        return [at for repeat in those for at in (repeat.first, repeat.entered)]

    def _iterations(self, claim: Claim) -> Places:
        if claim.values:
            return [stretch.at for stretch in self._stretches(claim)]
        number = int(claim.subject)
        return [_begin(repeat, number)[0] for repeat in self.facts.repeats if _has(repeat, number)]


def _has(repeat: Loop, number: int) -> bool:
    return any(iteration.number == number for iteration in repeat.iterations)


def _begin(repeat: Loop, number: int) -> tuple[int, Step | None]:
    """Return where an iteration begins, and the execution of the header that began it, if it is known."""
    iteration = next(it for it in repeat.iterations if it.number == number)
    if iteration.head is not None:
        return iteration.head.last, iteration.head
    step = next(iter(iteration.steps), None)
    return (repeat.first if step is None else step.first), None


def _goes(claim: Claim, course: ValueHistory) -> bool:
    """Return whether a variable goes as claimed: through these values, or from one to another."""
    if claim.kind is ClaimKind.CHANGE:
        return len(claim.values) == len(course.values) and all(map(text_matches, claim.values, course.values))
    if claim.number and len(course.values) != claim.number:
        return False
    if not claim.values:
        return True
    first = len(claim.values) == 1 or (
        course.before is not None and text_matches(claim.values[0], course.before)
    )
    return first and text_matches(claim.values[-1], course.values[-1])


def _prints(claim: Claim, text: str) -> bool:
    if claim.kind is ClaimKind.PRINTED:
        ended = text.removesuffix("\n") if claim.subject or not claim.values[0] else text
        return text_matches(claim.values[0], ended) or ended.strip() == claim.values[0].strip()
    lines = text.removesuffix("\n").split("\n")
    said = claim.values
    shown = [lines[0], lines[-1]] if claim.subject == "ends" else lines
    return len(lines) == claim.number and len(said) == len(shown) and all(map(text_matches, said, shown))


def _holds(node: ast.expr, variables: Variables, said: str) -> bool:
    if isinstance(node, ast.Name):
        text = variables.get(node.id)
        return text is not None and text_matches(said, text)
    try:
        return text_matches(said, text_of(evaluate(node, variables)))
    except Unknown:
        return False


def _is_last(said: str, text: str) -> bool:
    """Return whether a value is the last of a list, or one of a set, as far as that can be told."""
    value = value_of(text)
    for item in [*value][-1:] if isinstance(value, list) else value:
        try:
            if text_matches(said, text_of(item)):
                return True
        except Unknown:
            return True
    return False


def _is_literal(text: str) -> bool:
    try:
        return isinstance(value_of(text), (list, set))
    except Unknown:
        return False


def _is_value(said: str) -> bool:
    """Return whether a text is that of a value, rather than a word of the sentence."""
    if MARK in said or said[:1] in ("<", "'", '"') or said in ("None", "True", "False", "nan", "inf"):
        return True
    return not said.isidentifier()
