"""Events that a text predicts beside those of the run: the n-th is the n-th real one, or they part there.

Rows and frames are step by step by their form: a step that is left out is a divergence.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ses_plugin.debugger.divergence import Alignment, Disagreement, make_claim, values_match
from ses_plugin.debugger.predicted_events import PredictedEvent, PredictedValue
from ses_plugin.debugger.real_run import RealRun
from ses_plugin.debugger.report import AlignedClaim, DivergenceClass
from ses_plugin.narration.check import ClaimVerdict
from ses_plugin.tracing.render.frames import UNCHANGED
from ses_plugin.tracing.trace import GLOBAL, Event, EventKind

_ALIKE = 3
"""How many events have to go on alike for the events before them to be left out."""

_FAR = 400


@dataclass(frozen=True, slots=True)
class _Real:
    """A real event as texts tell it: its index, and the variables that belong to it."""

    index: int
    event: Event
    values: dict[str, str | None]
    printed: str
    giver: dict[str, int]
    """The event that gave each variable its value."""


def align_events(run: RealRun, told: list[PredictedEvent], *, frames: bool, ended: bool) -> Alignment:
    """Return what the run says of events; `ended`: the text was not cut off before its end."""
    real = [*(_frame_events(run) if frames else _row_events(run))]
    aligner = _Aligner(run, told, real, frames)
    real = aligner.real = real[aligner.beginning() :]
    claims: list[AlignedClaim] = []
    for number, event in enumerate(told):
        if number >= len(real):
            if run.trace.truncated:
                break
            last = real[-1].index if real else None
            kind = DivergenceClass.WRONG_NEXT_LINE
            found = Disagreement(kind, event.start, event.end, predicted=_told_line(event), event=last)
            claims.append(make_claim(run, event.start, event.end, ClaimVerdict.FALSE, last))
            return Alignment(tuple(claims), found)
        found_there = aligner.compare(number, claims)
        if found_there is not None:
            return Alignment(tuple(claims), found_there)
    if len(told) < len(real) and ended and told:
        at, following = told[-1].end, real[len(told)]
        kind = DivergenceClass.OMITTED_STEPS
        return Alignment(
            tuple(claims), Disagreement(kind, at, at, real=_line(following.event), event=following.index)
        )
    return Alignment(tuple(claims))


def _row_events(run: RealRun) -> Iterator[_Real]:
    """Yield the events that have a row in a scratchpad, with what they change."""
    for index, event in enumerate(run.events):
        ends = event.kind in (EventKind.CALL, EventKind.RETURN)
        if event.function == "<module>" and ends and not event.printed:
            continue
        values = {change.name: change.value for change in event.changes}
        yield _Real(index, event, values, event.printed, dict.fromkeys(values, index))


def _frame_events(run: RealRun) -> Iterator[_Real]:
    """Yield the events with the variables of their frames before them; of a call with its arguments."""
    givers: dict[int, dict[str, int]] = {}
    for index, event in enumerate(run.events):
        call = event.kind is EventKind.CALL
        known = givers.setdefault(event.frame, {})
        state = {**run.frame_variables(index)}
        if call:
            state.update({c.name: c.value for c in event.changes if c.value is not None})
            known.update((c.name, index) for c in event.changes)
        values: dict[str, str | None] = {**state}
        yield _Real(index, event, values, "", dict(known))
        for change in event.changes:
            owner = known if not change.name.startswith(GLOBAL) else givers.setdefault(0, {})
            owner[change.name.removeprefix(GLOBAL)] = index


class _Aligner:
    """Compares events one by one."""

    def __init__(self, run: RealRun, told: list[PredictedEvent], real: list[_Real], frames: bool) -> None:
        self.run = run
        self.told = told
        self.real = real
        self.frames = frames
        self.sources = run.trace.lines
        self.known: dict[int, dict[str, str]] = {}
        """Of each frame the values that the text told last."""

    def beginning(self) -> int:
        """Return where the text begins: with the run, or with the call that it was made for."""
        entry = self.run.trace.entry_point
        calls = (n for n, real in enumerate(self.real) if entry and real.event.function == entry)
        places = [0, next(calls, 0), int(self.frames)]  # CWM's prompt has the first frame
        fitting = (at for at in places if self.told and self._is_at(0, at))
        return next(fitting, 0)

    def _is_at(self, number: int, at: int) -> bool:
        return at < len(self.real) and self._same_place(self.told[number], self.real[at])

    def compare(self, number: int, claims: list[AlignedClaim]) -> Disagreement | None:
        """Return where a told event disagrees with the real one; its claims are added to `claims`."""
        told, real = self.told[number], self.real[number]
        if not self._same_place(told, real):
            claims.append(make_claim(self.run, told.start, told.end, ClaimVerdict.FALSE, real.index))
            return self._control(number)
        claims.append(make_claim(self.run, told.start, told.end, ClaimVerdict.TRUE, real.index))
        wrong = [*self._wrong_values(told, real), *self._wrong_other(told, real)]
        expand = self.known.setdefault(real.event.frame, {})
        expand.update((v.name, v.value) for v in told.values if v.value not in (None, UNCHANGED))
        count = wrong and wrong[0].kind is DivergenceClass.WRONG_ITERATION_COUNT
        if wrong and not count and any(self._goes_on(number, later) for later in (number + 1, number + 2)):
            claims[-1] = make_claim(self.run, told.start, told.end, ClaimVerdict.FALSE, real.index)
            return Disagreement(
                DivergenceClass.OMITTED_STEPS, told.start, told.end, real=_line(real.event), event=real.index
            )
        for disagreement in wrong[:1]:
            claims.append(
                make_claim(self.run, disagreement.start, disagreement.end, ClaimVerdict.FALSE, real.index)
            )
            return disagreement
        return None

    def _same_place(self, told: PredictedEvent, real: _Real) -> bool:
        event = real.event
        if told.kind is not event.kind or (told.line is not None and told.line != event.line):
            return False
        if told.function is not None and told.function != event.function:
            return False
        return told.source is None or told.source == self._source(event)

    def _source(self, event: Event) -> str:
        return self.sources[event.line - 1].strip() if 0 < event.line <= len(self.sources) else ""

    def _wrong_values(self, told: PredictedEvent, real: _Real) -> Iterator[Disagreement]:
        known = self.known.get(real.event.frame, {})
        names = set()
        for said in told.values:
            names.add(said.name)
            value = known.get(said.name) if said.value == UNCHANGED else said.value
            is_real = said.name in real.values
            true = real.values.get(said.name)
            if is_real and value is not None and true is not None and values_match(value, true) is not False:
                continue
            if (is_real and value is None and true is None) or (value is None and self.frames):
                continue
            yield self._value(real, said, value, true)
        for name, true in real.values.items() if not self.frames else ():
            if name not in names:
                yield self._value(real, PredictedValue(name, None, told.start, told.end), None, true)

    def _value(
        self, real: _Real, said: PredictedValue, predicted: str | None, true: str | None
    ) -> Disagreement:
        if not self.frames and (predicted is None) is not (true is None) and self._is_item(real, said.name):
            kind, ends = DivergenceClass.WRONG_ITERATION_COUNT, "the loop ends"
            told, shown = (predicted or ends), (true or ends)
            return Disagreement(kind, said.start, said.end, said.name, told, shown, event=real.index)
        giver = real.giver.get(said.name, real.index)
        kind = DivergenceClass.WRONG_INPUT if self.run.is_input(giver) else DivergenceClass.WRONG_VALUE
        return Disagreement(kind, said.start, said.end, said.name, predicted, true, event=giver)

    def _is_item(self, real: _Real, name: str) -> bool:
        """Return whether a name is that of the items of the loop whose header an event is."""
        node = self.run.statement(real.index)
        if not isinstance(node, (ast.For, ast.AsyncFor)):
            return False
        return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node.target))

    def _wrong_other(self, told: PredictedEvent, real: _Real) -> Iterator[Disagreement]:
        event = real.event
        truth = None if event.truth is None else ("true" if event.truth else "false")
        for said in told.other:
            value = said.value or ""
            if said.name == "if" and truth is not None and value != truth:
                loop = isinstance(self.run.statement(real.index), ast.While)
                kind = DivergenceClass.WRONG_ITERATION_COUNT if loop else DivergenceClass.WRONG_BRANCH
                yield self._other(real, said, kind, truth)
            elif said.name == "print" and value != repr(real.printed):
                shown = real.printed or None
                yield self._other(real, said, DivergenceClass.WRONG_OUTPUT, shown)
            elif said.name == "->" and values_match(value, event.value or "None") is False:
                returned = DivergenceClass.WRONG_VALUE
                yield self._other(real, said, returned, event.value, f"{event.function}()")
            elif said.name == "!" and value.strip() != (event.value or "").strip():
                yield self._other(real, said, DivergenceClass.WRONG_VALUE, event.value)
        prints = [said for said in told.other if said.name == "print"]
        if real.printed and not prints and not self.frames:
            missing = PredictedValue("print", None, told.start, told.end)
            yield self._other(real, missing, DivergenceClass.WRONG_OUTPUT, real.printed)

    @staticmethod
    def _other(
        real: _Real, said: PredictedValue, kind: DivergenceClass, true: str | None, subject: str = ""
    ) -> Disagreement:
        return Disagreement(kind, said.start, said.end, subject, said.value, true, event=real.index)

    # --- control

    def _control(self, number: int) -> Disagreement:
        """Return the class of an event that is not the next one."""
        told, real = self.told[number], self.real[number]
        kind = self._control_class(number)
        return Disagreement(
            kind, told.start, told.end, "", _told_line(told), _line(real.event), told.line, real.index
        )

    def _control_class(self, number: int) -> DivergenceClass:
        last = self.real[number - 1] if number else None
        node = self.run.statement(last.index) if last is not None else None
        near = any(self._goes_on(number, at) for at in range(number + 1, number + 3))
        if near:
            return DivergenceClass.OMITTED_STEPS
        told, real = self.told[number].kind, self.real[number].event.kind
        after_line = last is not None and last.event.kind is EventKind.LINE
        if after_line and told is real is EventKind.LINE:
            if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
                return DivergenceClass.WRONG_ITERATION_COUNT
            if isinstance(node, (ast.If, ast.Match)) and not self._truth_is_told(number - 1):
                return DivergenceClass.WRONG_BRANCH
        later = range(number + 3, min(len(self.real), number + _FAR))
        if any(self._goes_on(number, at) for at in later):
            return DivergenceClass.OMITTED_STEPS
        return DivergenceClass.WRONG_NEXT_LINE

    def _truth_is_told(self, number: int) -> bool:
        return any(said.name == "if" for said in self.told[number].other)

    def _goes_on(self, number: int, at: int) -> bool:
        """Return whether the events told from one on are the real ones from another on, values included."""
        size = min(_ALIKE, len(self.told) - number)
        if at + size > len(self.real) or size == 0:
            return False
        pairs = zip(self.told[number : number + size], self.real[at : at + size], strict=True)
        return all(self._same_place(told, real) and self._same_values(told, real) for told, real in pairs)

    def _same_values(self, told: PredictedEvent, real: _Real) -> bool:
        """Return whether what is told in full of an event is so."""
        for said in told.values:
            true = real.values.get(said.name)
            if said.value in (None, UNCHANGED):
                continue
            if true is None or values_match(said.value or "", true) is False:
                return False
        return self.frames or (
            {said.name for said in told.values} == set(real.values) and not any(self._wrong_other(told, real))
        )


def _line(event: Event) -> str:
    names = {EventKind.LINE: "line", EventKind.CALL: "a call in line", EventKind.RETURN: "a return in line"}
    return f"{names.get(event.kind, 'an exception in line')} {event.line}"


def _told_line(told: PredictedEvent) -> str:
    place = f"line {told.line}" if told.line is not None else f"`{(told.source or '')[:80]}`"
    return place if told.kind is EventKind.LINE else f"a {told.kind.value} in {place}"
