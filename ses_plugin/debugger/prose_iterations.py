"""Which iterations of the run the lines of a text are about: "For `i = 2`:", "Iteration 2 (i = 1)"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ses_plugin.debugger.divergence import prose_matches
from ses_plugin.debugger.prose_claims import ProseClaim
from ses_plugin.debugger.real_run import LoopPasses, Pass, RealRun
from ses_plugin.debugger.report import DivergenceClass
from ses_plugin.narration.check import ClaimVerdict
from ses_plugin.syntax import LoopNode

MOST_PASSES = 50
"""Among how many iterations the one is looked for that a line means."""

_ELLIPSIS = re.compile(r"\.\.\.|…|and so on|continu|repeat|similar|remaining|until|rest of", re.IGNORECASE)


@dataclass(slots=True)
class Window:
    """The iteration that a line names: the passes that it may be, of `loop`."""

    loop: LoopNode
    level: int
    line: int
    passes: list[tuple[LoopPasses, Pass]]
    skipped: list[Pass] = field(default_factory=list)
    end: int = 0
    """Where the header ends in the text."""

    def has(self, event: int) -> bool:
        """Return whether an event is in one of the passes."""
        return any(p.first <= event <= p.last for _, p in self.passes)


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """What became of a claim: the moment that shows it, or that shows something else instead."""

    verdict: ClaimVerdict
    event: int | None = None
    real: str | None = None
    kind: DivergenceClass = DivergenceClass.WRONG_VALUE
    contradicts: bool = False


UNKNOWN_CLAIM = JudgedClaim(ClaimVerdict.UNKNOWN)


class Iterations:
    """Follows a text through the iterations that it names."""

    def __init__(self, run: RealRun, text: str) -> None:
        self.run = run
        self.text = text
        self.cursor = 0
        """The moment that the text has come to, as far as that is known."""
        self.windows: list[Window] = []
        self.last_window: Window | None = None
        self.from_zero = False
        """Whether the text counts iterations from 0."""

    def sets(self, window: Window, subject: str) -> bool:
        """Return whether an iteration of a loop sets a variable; of others a line below may speak, too."""
        changes = self.run.names.get(root_of(subject), ())
        passes = [p for loop in self.run.loops if loop.node is window.loop for p in loop.passes]
        return any(p.first <= index <= p.last for index, _ in changes for p in passes[:MOST_PASSES])

    def runs_again(self, window: Window) -> bool:
        """Return whether the loop runs several times in the iteration around it, or in the whole run."""
        around = self.windows[-2].passes[0][1] if len(self.windows) > 1 else None
        runs = (loop for loop in self.run.loops if loop.node is window.loop)
        return sum(around is None or around.first <= loop.first <= around.last for loop in runs) > 1

    def leave_for(self, claim: ProseClaim) -> None:
        """Leave the iterations that a claim is not in, as its line stands less deep."""
        while self.windows and self.windows[-1].line != claim.line and claim.level < self.windows[-1].level:
            self._leave()

    def _leave(self) -> None:
        window = self.windows.pop()
        self.cursor = max(self.cursor, window.passes[0][1].first)

    def begin(self, claim: ProseClaim) -> JudgedClaim:
        """Begin the iteration that a line names; say whether there is one."""
        loops = [*self._loops_of(claim)]
        if not loops:
            self._close_level(claim)
            return UNKNOWN_CLAIM
        node = loops[0].node
        enclosing = self._enter(node, claim)
        passes = [found for loop in loops if loop.node is node for found in self._passes(loop, claim)]
        inside = [p for p in passes if enclosing is None or _is_inside(p[1], enclosing)]
        if not inside:
            return self._no_pass(claim, loops, passes)
        later = [p for p in inside if p[1].first >= self.cursor] or inside
        window = Window(node, claim.level, claim.line, later, end=claim.end)
        window.skipped = self._skipped(window, claim)
        self.windows.append(window)
        self.last_window = window
        return JudgedClaim(ClaimVerdict.TRUE, later[0][1].first)

    def _loops_of(self, claim: ProseClaim) -> Iterator[LoopPasses]:
        """Yield the runs of the loop that a line is about, if that is known."""
        runs = self.run.loops
        if claim.subject:
            yield from (
                r
                for r in runs
                if isinstance(r.node, ast.For) and claim.subject in variables_in(r.node.target)
            )
            return
        nodes = {id(r.node) for r in runs}
        if len(nodes) == 1:
            yield from runs
            return
        window = next((w for w in reversed(self.windows) if w.level == claim.level), None)
        if window is not None:
            yield from (r for r in runs if r.node is window.loop)

    def _passes(self, loop: LoopPasses, claim: ProseClaim) -> Iterator[tuple[LoopPasses, Pass]]:
        if not claim.subject:
            number = int(claim.value or 0)
            self.from_zero = self.from_zero or number == 0
            yield from ((loop, p) for p in loop.passes if p.number == number + self.from_zero)
            return
        for each in loop.passes:
            value = self.run.after[each.first].get(claim.subject)
            if value is not None and prose_matches(claim.value, value):
                yield loop, each

    def _close_level(self, claim: ProseClaim) -> None:
        while self.windows and claim.level <= self.windows[-1].level:
            self._leave()

    def _enter(self, node: LoopNode, claim: ProseClaim) -> list[tuple[LoopPasses, Pass]] | None:
        """Leave the iterations that a new one is not in; return those that it has to be in, None if any."""
        while self.windows and not _contains(self.windows[-1].loop, node):
            window = self.windows[-1]
            inner = window.loop is not node and not _contains(node, window.loop)
            if inner and claim.level > window.level:
                break  # a loop of a function that is called there
            self._leave()
        return self.windows[-1].passes if self.windows else None

    def _no_pass(
        self, claim: ProseClaim, loops: list[LoopPasses], elsewhere: list[tuple[LoopPasses, Pass]]
    ) -> JudgedClaim:
        """Return what an iteration is that is not there."""
        all_passes = [p for loop in loops for p in loop.passes]
        if elsewhere or claim.weak or not all_passes:
            return UNKNOWN_CLAIM
        shown = [self.run.after[p.first].get(claim.subject) for p in all_passes] if claim.subject else []
        if any(v is not None and prose_matches(claim.value, v) is not False for v in shown):
            return UNKNOWN_CLAIM
        last = loops[-1]
        over = isinstance(last.node, ast.For) and _is_range(last.node.iter)
        if claim.subject and not over and self.cursor < all_passes[-1].first:
            following = next(p for p in all_passes if p.first >= self.cursor)
            real = self.run.after[following.first].get(claim.subject)
            return JudgedClaim(ClaimVerdict.FALSE, following.first, real)
        event = last.end if last.end is not None else last.first
        count = DivergenceClass.WRONG_ITERATION_COUNT
        return JudgedClaim(ClaimVerdict.FALSE, event, f"{len(last.passes)} iterations", count)

    def _skipped(self, window: Window, claim: ProseClaim) -> list[Pass]:
        """Return the iterations that a text has passed over in silence."""
        before = self.last_window
        if before is None or before.loop is not window.loop:
            return []
        if _ELLIPSIS.search(self.text, before.end, claim.start):
            return []
        (loop, first), (_, then) = before.passes[0], window.passes[0]
        return [p for p in loop.passes if first.number < p.number < then.number]


def variables_in(node: ast.AST) -> set[str]:
    """Return the names in an expression."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def root_of(subject: str) -> str:
    """Return the variable of an element or attribute: `xs` of `xs[0]`."""
    return re.split(r"[.\[]", subject, maxsplit=1)[0]


def _contains(outer: LoopNode, inner: LoopNode) -> bool:
    return outer is not inner and any(part is inner for part in ast.walk(outer))


def _is_inside(each: Pass, passes: list[tuple[LoopPasses, Pass]]) -> bool:
    return any(p.first <= each.first <= p.last for _, p in passes)


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
