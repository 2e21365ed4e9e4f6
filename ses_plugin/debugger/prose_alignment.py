"""Claims of prose beside the run: which moments they can be about, and the first that none of them shows.

Prose leaves out most steps, and that is no divergence. A claim is held against the iteration that its line,
or a line above it, names ("For `i = 2`:"); without one, against the whole run, and is false only if it holds
at no moment. Of several iterations that a line may mean, those stay possible in which all that is said of it
holds; a claim is false if none is left. It is `OMITTED_STEPS` if the text went from one iteration to a
later one, silently, and the iterations between change what the claim is about.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from ses_plugin.debugger.divergence import Alignment, Disagreement, make_claim, prose_matches
from ses_plugin.debugger.prose_claims import ProseClaim, ProseKind, find_prose_claims
from ses_plugin.debugger.prose_iterations import (
    MOST_PASSES,
    UNKNOWN_CLAIM,
    Iterations,
    JudgedClaim,
    Window,
    root_of,
    variables_in,
)
from ses_plugin.debugger.prose_text import computed, value_in
from ses_plugin.debugger.real_run import Pass, RealRun, Variables
from ses_plugin.debugger.report import AlignedClaim, DivergenceClass
from ses_plugin.narration.check import ClaimVerdict
from ses_plugin.narration.fact_check import parsed
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.tracing.trace import EventKind

_MOST_MOMENTS = 2_000
"""In how many moments an expression is evaluated; beyond, a claim about it is unknown."""

_MOST_LOOKED_AT = 100_000
"""How many moments are looked at for one text; later claims about expressions are unknown."""


def align_prose(run: RealRun, text: str) -> Alignment:
    """Return what the run says of the claims of a text, its answer left out."""
    at = text.lower().rfind("<output>")
    story = text if at < 0 else text[:at]
    aligner = _Aligner(run, story)
    claims: list[AlignedClaim] = []
    first: Disagreement | None = None
    contradicts = False
    for claim in find_prose_claims(story, run.names.keys(), run.trace.source):
        judged = aligner.judge(claim)
        if claim.weak and claim.kind is ProseKind.ITERATION and judged.verdict is ClaimVerdict.UNKNOWN:
            continue  # a line that begins with a name that is no loop's
        claims.append(make_claim(run, claim.start, claim.end, judged.verdict, judged.event))
        if judged.contradicts and (first is None or claim.start < first.end):
            contradicts = True
        if judged.verdict is ClaimVerdict.FALSE and first is None:
            first = Disagreement(
                judged.kind,
                claim.start,
                claim.end,
                claim.subject,
                claim.value,
                judged.real,
                event=judged.event,
            )
    return Alignment(tuple(claims), first, contradicts)


class _Aligner:
    """Judges the claims of one text, in their order."""

    def __init__(self, run: RealRun, text: str) -> None:
        self.run = run
        self.iterations = Iterations(run, text)
        self.looked_at = 0
        self.ways = {
            ProseKind.VALUE: self._value,
            ProseKind.CONDITION: self._condition,
            ProseKind.SUM: self._sum,
            ProseKind.COMPARISON: self._comparison,
            ProseKind.PRINTED: self._printed,
            ProseKind.RETURNED: self._returned,
            ProseKind.ITERATION: self.iterations.begin,
            ProseKind.COUNT: self._count,
            ProseKind.INPUT: self._input,
            ProseKind.CALLED: self._called,
            ProseKind.OUTPUT: self._output,
        }

    def judge(self, claim: ProseClaim) -> JudgedClaim:
        """Return what the run says of the next claim."""
        if claim.kind is not ProseKind.ITERATION:
            self.iterations.leave_for(claim)
        judged = self.ways[claim.kind](claim)
        if claim.weak and judged.verdict is ClaimVerdict.FALSE:
            return UNKNOWN_CLAIM
        return judged

    # --- values and conditions

    def _value(self, claim: ProseClaim) -> JudgedClaim:
        node = parsed(claim.subject)
        if node is None:
            return UNKNOWN_CLAIM
        window = self.iterations.windows[-1] if self.iterations.windows else None
        if window is not None:
            judged = self._in_window(claim, node, window)
            inside = self._is_inside(claim, window) and (
                claim.kind is not ProseKind.VALUE or self.iterations.sets(window, claim.subject)
            )
            false = inside and judged.verdict is ClaimVerdict.FALSE
            if false and (self._is_of_another(claim, judged) or self._may_be_later(claim, window)):
                return UNKNOWN_CLAIM
            if inside or judged.verdict is not ClaimVerdict.FALSE:
                return judged
        return self._anywhere(claim, node)

    def _is_of_another(self, claim: ProseClaim, judged: JudgedClaim) -> bool:
        """Return whether a variable of that name in another function has the value: that may be meant."""
        here = None if judged.event is None else self.run.events[judged.event].function
        others = (
            value
            for index, value in self.run.names.get(claim.subject, ())
            if self.run.events[index].function != here
        )
        return any(prose_matches(claim.value, value) for value in others)

    def _may_be_later(self, claim: ProseClaim, window: Window) -> bool:
        """Return whether a value may be that of a later run of a loop, which the text has not announced."""
        if not self.iterations.runs_again(window):
            return False
        end, known = window.passes[0][1].last, self.run.names.get(root_of(claim.subject), ())
        is_name = claim.subject.isidentifier()
        return any(i > end and (not is_name or prose_matches(claim.value, value)) for i, value in known)

    def _in_window(self, claim: ProseClaim, node: ast.expr, window: Window) -> JudgedClaim:
        results = [self._in_pass(claim, node, p) for _, p in window.passes[:MOST_PASSES]]
        holding = [
            p for p, r in zip(window.passes, results, strict=False) if r.verdict is not ClaimVerdict.FALSE
        ]
        if holding:
            if not claim.weak:
                window.passes = holding
            return next(r for r in results if r.verdict is not ClaimVerdict.FALSE)
        judged = results[0]
        changed = {i for i, _ in self.run.names.get(root_of(claim.subject), ())}
        skipped = any(changed & set(range(p.first, p.last + 1)) for p in window.skipped)
        if skipped and claim.kind is ProseKind.VALUE:
            omitted = DivergenceClass.OMITTED_STEPS
            return JudgedClaim(ClaimVerdict.FALSE, judged.event, judged.real, omitted)
        return judged

    def _in_pass(self, claim: ProseClaim, node: ast.expr, each: Pass) -> JudgedClaim:
        if isinstance(node, ast.Name):
            known = self.run.names.get(node.id, [])
            low, high = bisect_left(known, (each.first, "")), bisect_left(known, (each.last + 1, ""))
            then = self.run.after[each.first].get(node.id)
            given = [*known[low:high]]
            if then is not None and not (given and claim.changes):
                given = [(each.first, then), *given]
            return self._of_values(claim, given, moves=False)
        moments = ((i, self.run.after[i]) for i in range(each.first, each.last + 1))
        return self._at_moments(claim, node, moments)

    def _anywhere(self, claim: ProseClaim, node: ast.expr) -> JudgedClaim:
        if isinstance(node, ast.Name):
            known = self.run.names.get(node.id, [])
            return self._of_values(claim, known)
        if len(self.run.events) > _MOST_MOMENTS:
            return UNKNOWN_CLAIM
        return self._at_moments(claim, node, [*enumerate(self.run.after)])

    def _of_values(
        self, claim: ProseClaim, known: list[tuple[int, str]], *, moves: bool = True
    ) -> JudgedClaim:
        """Judge a value by all values of its name; the first one from the cursor on is meant."""
        matches = {value: prose_matches(claim.value, value) for value in {value for _, value in known}}
        fitting = [index for index, value in known if matches[value]]
        later = [index for index in fitting if index >= self.iterations.cursor]
        if fitting:
            self.iterations.cursor = (
                later[0] if later and moves and not claim.weak else self.iterations.cursor
            )
            return JudgedClaim(ClaimVerdict.TRUE, (later or fitting)[0])
        if not known or None in matches.values():
            return UNKNOWN_CLAIM
        index, value = next(
            (pair for pair in known if moves and pair[0] >= self.iterations.cursor), known[-1]
        )
        return self._false(index, value)

    def _at_moments(
        self, claim: ProseClaim, node: ast.expr, moments: Iterable[tuple[int, Variables]]
    ) -> JudgedClaim:
        """Judge an expression by its values at some moments."""
        names = sorted(variables_in(node))
        found: dict[tuple[str | None, ...], str | None] = {}
        last: tuple[int, str] | None = None
        unknown = False
        for index, variables in moments:
            self.looked_at += 1
            if self.looked_at > _MOST_LOOKED_AT:
                return UNKNOWN_CLAIM
            key = tuple(variables.get(name) for name in names)
            if key in found:
                continue
            real = found[key] = value_in(node, variables)
            matches = None if real is None else _claim_matches(claim, real)
            if matches:
                return JudgedClaim(ClaimVerdict.TRUE, index)
            unknown = unknown or (real is not None and matches is None) or (real is None and None not in key)
            last = (index, real) if real is not None else last
        return UNKNOWN_CLAIM if unknown or last is None else self._false(*last)

    def _false(self, index: int, real: str) -> JudgedClaim:
        wrong = DivergenceClass.WRONG_INPUT if self.run.is_input(index) else DivergenceClass.WRONG_VALUE
        return JudgedClaim(ClaimVerdict.FALSE, index, real, wrong)

    def _condition(self, claim: ProseClaim) -> JudgedClaim:
        node = parsed(claim.subject)
        if node is None or not variables_in(node) & self.run.names.keys():
            return UNKNOWN_CLAIM
        tests = [*self._tested(ast.unparse(node))]
        if not tests:
            judged = self._value(claim)
            false = judged.verdict is ClaimVerdict.FALSE
            return self._other_way(claim, judged.event) if false else judged
        window = self.iterations.windows[-1] if self.iterations.windows else None
        truth = claim.value == "true"
        here = [e for e in tests if window is not None and window.has(e)]
        for events in (here, tests) if not here or not self._is_inside(claim, window) else (here,):
            fitting = [e for e in events if self.run.events[e].truth is truth]
            if fitting:
                later = [e for e in fitting if e >= self.iterations.cursor]
                return JudgedClaim(ClaimVerdict.TRUE, (later or fitting)[0])
        if any(self.run.events[e].truth is None for e in tests):
            return UNKNOWN_CLAIM
        return self._other_way(claim, (here or tests)[0])

    def _is_inside(self, claim: ProseClaim, window: Window | None) -> bool:
        return window is not None and (claim.level > window.level or claim.line == window.line)

    def _other_way(self, claim: ProseClaim, event: int | None) -> JudgedClaim:
        loop = event is not None and isinstance(self.run.statement(event), ast.While)
        kind = DivergenceClass.WRONG_ITERATION_COUNT if loop else DivergenceClass.WRONG_BRANCH
        return JudgedClaim(ClaimVerdict.FALSE, event, "false" if claim.value == "true" else "true", kind)

    def _tested(self, code: str) -> Iterator[int]:
        """Yield the events at which a condition of the program is asked."""
        lines = {
            line
            for line, node in self.run.statements.items()
            if isinstance(node, (ast.If, ast.While)) and ast.unparse(node.test) == code
        }
        for index, event in enumerate(self.run.events):
            if event.kind is EventKind.LINE and event.line in lines and event.truth is not None:
                yield index

    def _sum(self, claim: ProseClaim) -> JudgedClaim:
        real = computed(claim.subject)
        if real is None:
            return UNKNOWN_CLAIM
        floor = (
            computed(claim.subject.replace("//", "/").replace("/", "//")) if "/" in claim.subject else None
        )
        if prose_matches(claim.value, real) or (floor is not None and prose_matches(claim.value, floor)):
            return JudgedClaim(ClaimVerdict.TRUE)
        return self._by_itself(real, DivergenceClass.WRONG_VALUE)

    def _comparison(self, claim: ProseClaim) -> JudgedClaim:
        real = computed(claim.subject)
        if real not in ("True", "False"):
            return UNKNOWN_CLAIM
        if real.lower() == claim.value:
            return JudgedClaim(ClaimVerdict.TRUE)
        return self._by_itself(real.lower(), DivergenceClass.WRONG_BRANCH)

    def _by_itself(self, real: str, kind: DivergenceClass) -> JudgedClaim:
        event = self.iterations.windows[-1].passes[0][1].first if self.iterations.windows else None
        return JudgedClaim(ClaimVerdict.FALSE, event, real, kind, contradicts=True)

    # --- prints, returns, counts, the input

    def _printed(self, claim: ProseClaim) -> JudgedClaim:
        said = _joined(claim.value.replace("\\n", " "))
        printed = [(i, e.printed) for i, e in enumerate(self.run.events) if e.printed]
        if not printed or not said:
            return UNKNOWN_CLAIM
        lines = ((i, line) for i, text in printed for line in [text, *text.split("\n")])
        fitting = [i for i, line in lines if _joined(line) == said]
        if fitting:
            return JudgedClaim(
                ClaimVerdict.TRUE, next((i for i in fitting if i >= self.iterations.cursor), fitting[0])
            )
        if f" {said} " in f" {_joined(self.run.trace.stdout)} " or ".." in claim.value:
            return UNKNOWN_CLAIM
        index, text = next((pair for pair in printed if pair[0] >= self.iterations.cursor), printed[-1])
        return JudgedClaim(ClaimVerdict.FALSE, index, text, DivergenceClass.WRONG_OUTPUT)

    def _returned(self, claim: ProseClaim) -> JudgedClaim:
        events = self.run.events
        functions = {e.function for e in events if e.kind is EventKind.RETURN and e.function != "<module>"}
        name = claim.subject if claim.subject in functions else ""
        if not name and len(functions) != 1:
            return UNKNOWN_CLAIM
        values = [
            (i, e.value)
            for i, e in enumerate(events)
            if e.kind is EventKind.RETURN
            and e.value is not None
            and e.function == (name or next(iter(functions)))
        ]
        matches = [(i, prose_matches(claim.value, value)) for i, value in values]
        fitting = [i for i, same in matches if same]
        if fitting:
            return JudgedClaim(
                ClaimVerdict.TRUE, next((i for i in fitting if i >= self.iterations.cursor), fitting[0])
            )
        if not values or any(same is None for _, same in matches):
            return UNKNOWN_CLAIM
        index, real = next((pair for pair in values if pair[0] >= self.iterations.cursor), values[-1])
        return JudgedClaim(ClaimVerdict.FALSE, index, real)

    def _called(self, claim: ProseClaim) -> JudgedClaim:
        """Judge the value of a call: of the calls with these arguments."""
        node = parsed(claim.subject)
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.keywords:
            return UNKNOWN_CLAIM
        told = [ast.unparse(argument) for argument in node.args]
        values = [*self._returns_of(node.func.id, told)]
        matches = [(i, prose_matches(claim.value, value)) for i, value in values]
        fitting = [i for i, same in matches if same]
        if fitting:
            return JudgedClaim(ClaimVerdict.TRUE, fitting[0])
        if not values or any(same is None for _, same in matches):
            return UNKNOWN_CLAIM
        return JudgedClaim(ClaimVerdict.FALSE, *values[0])

    def _returns_of(self, name: str, told: list[str]) -> Iterator[tuple[int, str]]:
        """Yield what calls of a function with some arguments returned."""
        nodes = [n for n in ast.walk(self.run.tree) if isinstance(n, ast.FunctionDef) and n.name == name]
        parameters = [argument.arg for argument in nodes[0].args.args] if len(nodes) == 1 else []
        frames: set[int] = set()
        for index, event in enumerate(self.run.events):
            if event.function.rpartition(".")[2] != name or len(told) > len(parameters):
                continue
            if event.kind is EventKind.CALL and not event.resumed:
                given = {change.name: change.value for change in event.changes}
                pairs = zip(told, parameters, strict=False)
                if all(given.get(p) is not None and prose_matches(t, given[p] or "") for t, p in pairs):
                    frames.add(event.frame)
            elif event.kind is EventKind.RETURN and event.frame in frames and not event.yielded:
                yield index, event.value or "None"

    def _output(self, claim: ProseClaim) -> JudgedClaim:
        """Judge a block that shows the whole output."""
        trace = self.run.trace
        same = stdout_matches if trace.value is None else literal_matches
        last = max(0, len(self.run.events) - 1)
        if same(claim.value.strip("\n"), trace.output):
            return JudgedClaim(ClaimVerdict.TRUE, last)
        if not trace.output.strip() or ".." in claim.value:
            return UNKNOWN_CLAIM
        value = trace.value is not None
        kind = DivergenceClass.WRONG_VALUE if value else DivergenceClass.WRONG_OUTPUT
        return JudgedClaim(ClaimVerdict.FALSE, last, trace.output, kind)

    def _count(self, claim: ProseClaim) -> JudgedClaim:
        if len(self.run.loops) != 1 or self.run.trace.truncated:
            return UNKNOWN_CLAIM
        (loop,) = self.run.loops
        event = loop.end if loop.end is not None else loop.first
        if int(claim.value) == len(loop.passes):
            return JudgedClaim(ClaimVerdict.TRUE, event)
        count = DivergenceClass.WRONG_ITERATION_COUNT
        return JudgedClaim(ClaimVerdict.FALSE, event, f"{len(loop.passes)} times", count)

    def _input(self, claim: ProseClaim) -> JudgedClaim:
        given, said = _joined(self.run.trace.input), _joined(claim.value.replace("\\n", " "))
        if not said or not given:
            return UNKNOWN_CLAIM
        if f" {said} " in f" {given} " or said in given:
            return JudgedClaim(ClaimVerdict.TRUE)
        if not any(c.isdigit() for c in said) or ".." in said:
            return UNKNOWN_CLAIM
        event = next((i for i in range(len(self.run.events)) if self.run.is_input(i)), None)
        return JudgedClaim(ClaimVerdict.FALSE, event, self.run.trace.input, DivergenceClass.WRONG_INPUT)


def _joined(text: str) -> str:
    return " ".join(re.sub(r"['\"`,\[\]]", " ", text).split())


def _claim_matches(claim: ProseClaim, real: str) -> bool | None:
    if claim.kind is not ProseKind.CONDITION:
        return prose_matches(claim.value, real)
    return (real not in ("False", "None", "0", "''", "[]", "{}", "()", "0.0")) is (claim.value == "true")
