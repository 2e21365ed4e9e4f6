"""Explanations in our own styles beside the run: each step told is the next one, or there is a divergence.

The check of narrations (`narration.step_check`) says which claims are false; here the first of them gets its
class and what is really so. What the check can't tell, the results of library calls and what is read from
the input, is compared with what the program's probes say, and with the input.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile

from ses_plugin.debugger.divergence import Alignment, Disagreement, make_claim, values_match
from ses_plugin.debugger.real_run import RealRun
from ses_plugin.debugger.report import DivergenceClass
from ses_plugin.narration.check import ClaimVerdict
from ses_plugin.narration.claims import ClaimKind
from ses_plugin.narration.evaluate import Unknown, evaluate, text_of
from ses_plugin.narration.explanation_reader import Said, SaidStep, is_ours, literal, pairs, read_steps
from ses_plugin.narration.fact_check import Judged, parsed, text_matches_value
from ses_plugin.narration.second_record import Entry, Kind, entries_of
from ses_plugin.narration.step_check import check_steps

_VERDICTS = {True: ClaimVerdict.TRUE, False: ClaimVerdict.FALSE, None: ClaimVerdict.UNKNOWN}
_ALIKE = 3
"""How many steps have to go on alike for the steps before them to be left out."""

_MOST_UNREAD = 0.1
_OWN = (ClaimKind.PRINTED, ClaimKind.RETURN, ClaimKind.CALL)
"""Claims that are about an entry of their own in the record."""

_OBJECT = re.compile(r"(?!(?:True|False|None)\b)\b[A-Za-z_]")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_INPUT = re.compile(r"(?:input\(.*\)|sys\.stdin\.\w+\(\)|stdin\.\w+\(\))")
_WORD = re.compile(r"\w+")


def is_narration(text: str) -> bool:
    """Return whether nearly all of a text is in the form of our styles, and can be read."""
    if not is_ours(text):
        return False
    parts = [said for step in read_steps(text) for said in step.said]
    return sum(map(_is_unread, parts)) <= _MOST_UNREAD * len(parts)


def _is_unread(said: Said) -> bool:
    return said.kind == "unread" or (
        said.kind == "called or does" and parsed(said.value) is None and "(" not in said.value
    )


def align_narration(run: RealRun, text: str, *, ended: bool) -> Alignment:
    """Return what the run says of a narration; `ended`: its answer is there, so that it was not cut off."""
    return _Aligner(run, text).align(ended)


class _Aligner:
    """Compares one narration."""

    def __init__(self, run: RealRun, text: str) -> None:
        self.run = run
        self.text = text
        self.steps = [*read_steps(text)]
        self.entries = entries_of(run.trace)
        self.probes = run.trace.probes
        self.at = [probe.at for probe in self.probes]
        self.said_before = ""

    def align(self, ended: bool) -> Alignment:
        claims, found, contradicts = [], None, False
        for judged in check_steps(self.text, self.run.trace):
            verdict, disagreement = self._judge(judged, ended)
            if disagreement is not None and found is None:
                found = disagreement
                contradicts = _is_false_by_itself(judged)
            event = judged.entry.event if judged.entry is not None else None
            claims.append(make_claim(self.run, judged.start, judged.end, _VERDICTS[verdict], event))
        return Alignment(tuple(claims), found, contradicts)

    def _judge(self, judged: Judged, ended: bool) -> tuple[bool | None, Disagreement | None]:
        verdict, said = judged.verdict, judged.said
        if said is not None and _is_unread(said):
            return None, None
        if said is not None and said.kind in ("fact", "whole") and judged.entry is not None:
            if _INPUT.fullmatch(said.name):
                return self._read(judged, said)
            if verdict is None:
                verdict = self._probed(judged, said)
        if verdict is not False or (judged.step is None and not ended):
            self._remember(said)
            return (None if verdict is False else verdict), None
        return False, (self._of_step(judged) if said is None else self._of_claim(judged, said))

    def _remember(self, said: Said | None) -> None:
        if said is not None and said.kind in ("fact", "whole"):
            self.said_before = said.value

    # --- what the check can't tell

    def _read(self, judged: Judged, said: Said) -> tuple[bool | None, Disagreement | None]:
        """Compare what the input is said to be with what the program got."""
        if self._probed(judged, said) is not False:
            return self._probed(judged, said), None
        read = [text for text in self._values(judged) if text[:1] in ("'", '"', "[")]
        wrong, real = DivergenceClass.WRONG_INPUT, (read[0] if read else None)
        return False, self._at(judged, wrong, subject=said.name, predicted=said.value, real=real)

    def _values(self, judged: Judged) -> list[str]:
        """Return the values that the program's expressions had in a step, as its probes tell."""
        if judged.entry is None:
            return []
        first = judged.entry.event + 1
        last = self._end_of(judged.entry)
        low, high = bisect_left(self.at, first), bisect_left(self.at, last + 1)
        return [probe.value for probe in self.probes[low:high]]

    def _end_of(self, entry: Entry) -> int:
        """Return the event that follows a step in its frame."""
        frame = self.run.events[entry.event].frame
        for index in range(entry.event + 1, len(self.run.events)):
            if self.run.events[index].frame == frame:
                return index
        return len(self.run.events)

    def _probed(self, judged: Judged, said: Said) -> bool | None:
        """Return whether a value is one that an expression had in this step; None if that says nothing.

        The text of an object may be of another moment of the step, so it only ever speaks for a claim.
        """
        value = said.value.strip("`")
        known = self._values(judged)
        if not known or value in ("", "true", "false") or value[:1] == "<":
            return None
        matches = {values_match(value, other) for other in known}
        if True in matches:
            return True
        return None if None in matches or _OBJECT.search(_QUOTED.sub("", value)) else False

    # --- classes

    def _at(
        self,
        judged: Judged,
        kind: DivergenceClass,
        *,
        subject: str = "",
        predicted: str | None = None,
        real: str | None = None,
    ) -> Disagreement:
        event = judged.entry.event if judged.entry is not None else None
        if kind is DivergenceClass.WRONG_VALUE and event is not None and self.run.is_input(event):
            kind = DivergenceClass.WRONG_INPUT
        line = judged.step.line if judged.step is not None else None
        start = self._start_of(judged)
        return Disagreement(kind, start, judged.end, subject, predicted, real, line, event)

    def _start_of(self, judged: Judged) -> int:
        """Return where a claim begins; of "5->n" that is its value, of which the reader has the name."""
        said = judged.said
        if said is None or said.kind != "becomes" or not said.value:
            return judged.start
        before = f"{said.value}->"
        begins = self.text.endswith(before, 0, judged.start)
        return judged.start - len(before) if begins else judged.start

    def _of_step(self, judged: Judged) -> Disagreement:
        """Return the class of a step at the wrong place, or of one that is not told whole."""
        step, entry = judged.step, judged.entry
        omitted = DivergenceClass.OMITTED_STEPS
        if step is None or judged.kind is not ClaimKind.STEPS or entry is None:
            kind = omitted if entry is not None else DivergenceClass.WRONG_NEXT_LINE
            return self._at(judged, kind, real=None if entry is None else _described(entry))
        if entry.kind is not Kind.STEP and step.line != entry.line:
            here = self._goes_on_later(step, entry)
            return self._at(
                judged, omitted if here else DivergenceClass.WRONG_NEXT_LINE, real=_described(entry)
            )
        kind = omitted if self._goes_on_later(step, entry) else DivergenceClass.WRONG_NEXT_LINE
        return self._at(judged, kind, predicted=f"line {step.line}", real=_described(entry))

    def _goes_on_later(self, step: SaidStep, entry: Entry) -> bool:
        """Return whether the steps told from one on are those of a later place of the run."""
        number = next((n for n, other in enumerate(self.steps) if other is step or other == step), 0)
        following = takewhile(lambda other: not other.sums_up, self.steps[number : number + 3 * _ALIKE])
        told = [s.line for s in following if s.begins and s.line > 0][:_ALIKE]
        rest = [e for e in self.entries if e.kind is Kind.STEP and e.event >= entry.event and not e.optional]
        real = [e.line for e in rest]
        return any(real[at : at + len(told)] == told for at in range(len(real)))

    def _of_claim(self, judged: Judged, said: Said) -> Disagreement:
        entry = judged.entry
        kind = judged.kind
        if entry is None:
            return self._at(judged, DivergenceClass.WRONG_NEXT_LINE, predicted=said.kind)
        if kind in _OWN and entry.kind is Kind.STEP and self._comes_soon(said, entry):
            return self._at(judged, DivergenceClass.OMITTED_STEPS, real=_described(entry))
        if kind is ClaimKind.PRINTED:
            real = entry.text if entry.kind is Kind.PRINT else None
            return self._at(judged, DivergenceClass.WRONG_OUTPUT, predicted=literal(said.value), real=real)
        if kind is ClaimKind.RETURN:
            return self._of_return(judged, said, entry)
        if kind is ClaimKind.CALL:
            return self._of_call(judged, said, entry)
        if kind is ClaimKind.RAISED:
            return self._at(
                judged, DivergenceClass.WRONG_NEXT_LINE, predicted=said.value, real=_described(entry)
            )
        if kind in (ClaimKind.ITERATIONS, ClaimKind.LOOP, ClaimKind.CHANGE):
            return self._of_loop_or_change(judged, said, entry)
        if said.kind in ("fact", "whole"):
            return self._of_fact(judged, said, entry)
        if said.kind in ("does", "over", "called or does"):
            return self._at(judged, DivergenceClass.WRONG_VALUE, subject=said.value, predicted=said.value)
        return self._at(judged, DivergenceClass.WRONG_NEXT_LINE, predicted=said.kind, real=_described(entry))

    def _comes_soon(self, said: Said, entry: Entry) -> bool:
        """Return whether what is told is so a few steps later."""
        later = [e for e in self.entries if e.event >= entry.event][: 4 * _ALIKE]
        name = said.name.partition("(")[0]
        return any(
            (e.kind is Kind.PRINT and said.kind == "prints" and literal(said.value) in e.text)
            or (
                e.kind is Kind.CALL
                and said.kind in ("called", "resumed", "called or does")
                and e.text == name
            )
            or (e.kind is Kind.LEAVE and e.values[0] == (said.kind, said.value))
            for e in later
        )

    def _of_return(self, judged: Judged, said: Said, entry: Entry) -> Disagreement:
        if entry.kind is not Kind.LEAVE or entry.values[0][0] != said.kind:
            next_line = DivergenceClass.WRONG_NEXT_LINE
            return self._at(judged, next_line, predicted=f"{said.kind} {said.value}", real=_described(entry))
        real = entry.values[0][1]
        wrong = DivergenceClass.WRONG_VALUE
        return self._at(judged, wrong, subject=f"{entry.text}()", predicted=said.value, real=real)

    def _of_call(self, judged: Judged, said: Said, entry: Entry) -> Disagreement:
        name = said.name.partition("(")[0]
        if entry.kind is not Kind.CALL or entry.text != name:
            if said.kind == "called or does" and "(" in said.value and entry.kind is not Kind.CALL:
                return self._at(judged, DivergenceClass.WRONG_VALUE, subject=said.value, predicted=said.value)
            return self._at(judged, DivergenceClass.WRONG_NEXT_LINE, predicted=name, real=_described(entry))
        inner = said.value if said.kind == "called" else said.name.partition("(")[2][:-1]
        given = dict(pairs(inner, ", ", " = " if said.kind == "called" else "=")) if inner else {}
        real = dict(entry.values)
        for parameter in [*real, *given]:
            told = given.get(parameter)
            if told is None or not text_matches_value(told, real.get(parameter, "")):
                subject = f"{entry.text}: {parameter}"
                wrong = DivergenceClass.WRONG_VALUE
                return self._at(judged, wrong, subject=subject, predicted=told, real=real.get(parameter))
        return self._at(judged, DivergenceClass.WRONG_NEXT_LINE, predicted=name, real=_described(entry))

    def _of_loop_or_change(self, judged: Judged, said: Said, entry: Entry) -> Disagreement:
        count = DivergenceClass.WRONG_ITERATION_COUNT
        is_loop = isinstance(entry.node, (ast.For, ast.AsyncFor, ast.While))
        real = "it ends" if entry.ends else f"iteration {entry.iteration}"
        if judged.kind is ClaimKind.LOOP:
            return self._at(judged, count, predicted="it ends", real=real)
        if said.kind == "takes":
            given = dict(pairs(said.value, " and ", " is "))
            wrong = [name for name, value in given.items() if not self._is_now(name, value, entry)]
            if entry.ends or (said.truth != str(entry.iteration) and not wrong):
                return self._at(judged, count, predicted=f"iteration {said.truth}", real=real)
            if said.truth != str(entry.iteration):
                skipped = int(said.truth) > entry.iteration
                kind = DivergenceClass.OMITTED_STEPS if skipped else count
                return self._at(judged, kind, predicted=f"iteration {said.truth}", real=real)
            name = wrong[0] if wrong else ""
            return self._value(judged, name, given.get(name, ""), entry)
        value = said.value or self.said_before
        if is_loop and entry.ends:
            return self._at(judged, count, predicted=f"{said.name} = {value}", real=real)
        real_value = entry.changes.get(said.name)
        if is_loop and real_value is not None and self._uses(judged, value, real_value):
            return self._at(
                judged, DivergenceClass.OMITTED_STEPS, subject=said.name, predicted=value, real=real_value
            )
        return self._value(judged, said.name, value, entry)

    def _uses(self, judged: Judged, predicted: str, real: str) -> bool:
        """Return whether the steps after an item of a loop rather have the value told than the real one."""
        number = next(
            (n for n, step in enumerate(self.steps) if step is judged.step or step == judged.step), 0
        )
        following = self.steps[number + 1 : number + 4]
        words = [w for step in following for w in _WORD.findall(self.text[step.start + 8 : step.end])]
        return words.count(predicted.strip("'\"")) > words.count(real.strip("'\""))

    def _is_now(self, name: str, value: str, entry: Entry) -> bool:
        real = self._real(name, entry)
        return real is None or values_match(value, real) is not False

    @staticmethod
    def _real(name: str, entry: Entry) -> str | None:
        """Return the value that a name, an element or an attribute really has after a step."""
        after = {**entry.before, **entry.changes}
        node = parsed(name)
        if node is None or isinstance(node, ast.Name):
            return after.get(name)
        try:
            return text_of(evaluate(node, after))
        except Unknown:
            return None

    def _value(self, judged: Judged, name: str, value: str, entry: Entry) -> Disagreement:
        wrong, real = DivergenceClass.WRONG_VALUE, self._real(name, entry)
        return self._at(judged, wrong, subject=name, predicted=value, real=real)

    def _of_fact(self, judged: Judged, said: Said, entry: Entry) -> Disagreement:
        word = said.truth or (said.value if said.value in ("true", "false") else "")
        node = parsed(said.name)
        own = _computed(node)
        told = {"true": "True", "false": "False"}.get(said.value, said.value)
        if own is not None and (values_match(told, own) or told == str(_is_true(own))):
            operand = DivergenceClass.WRONG_VALUE
            return self._at(judged, operand, subject=said.name, predicted=told)
        if word and _decides(entry.node):
            loop = isinstance(entry.node, ast.While)
            kind = DivergenceClass.WRONG_ITERATION_COUNT if loop else DivergenceClass.WRONG_BRANCH
            real = "false" if word == "true" else "true"
            return self._at(judged, kind, subject=said.name, predicted=word, real=real)
        wrong = DivergenceClass.WRONG_VALUE
        return self._at(judged, wrong, subject=said.name, predicted=said.value, real=own)


def _decides(node: ast.AST | None) -> bool:
    """Return whether a statement is a condition, or has one in it."""
    deciding = (ast.If, ast.While, ast.Assert, ast.match_case, ast.IfExp, ast.BoolOp, ast.comprehension)
    return node is not None and any(isinstance(part, deciding) for part in _parts(node))


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a statement without the statements in it."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt):
            yield from _parts(child)


def _computed(node: ast.expr | None) -> str | None:
    """Return the value of an expression without names; None if it has any, or can't be computed."""
    if node is None:
        return None
    try:
        return text_of(evaluate(node, {}))
    except Unknown:
        return None


def _is_true(text: str) -> bool:
    return text not in ("False", "None", "0", "0.0", "''", "[]", "{}", "()", "set()")


def _is_false_by_itself(judged: Judged) -> bool:
    """Return whether a fact is false whatever the run does."""
    said = judged.said
    if said is None or said.kind != "fact":
        return False
    own = _computed(parsed(said.name))
    told = {"true": "True", "false": "False"}.get(said.value, said.value)
    return own is not None and values_match(told, own) is False and told != str(_is_true(own))


def _described(entry: Entry) -> str:
    """Return in words what comes next."""
    if entry.kind is Kind.STEP:
        return f"line {entry.line}"
    if entry.kind is Kind.LEAVE:
        return f"{entry.text} {entry.values[0][0]} {entry.values[0][1]}"
    names = {Kind.CALL: "a call of ", Kind.PRINT: "print ", Kind.RAISE: "raise "}
    return f"{names[entry.kind]}{entry.text.strip()}"
