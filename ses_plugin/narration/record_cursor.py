"""Where in the second record an explanation is: which entry the step that it tells next is about."""

from __future__ import annotations

import ast

from ses_plugin.narration.explanation_reader import Said, SaidStep
from ses_plugin.narration.fact_check import text_matches_value
from ses_plugin.narration.second_record import Entry, Kind, entries_of
from ses_plugin.tracing.trace import Trace

_ENTRIES = {
    "prints": Kind.PRINT,
    "raise": Kind.RAISE,
    "called": Kind.CALL,
    "resumed": Kind.CALL,
    "returns": Kind.LEAVE,
    "yields": Kind.LEAVE,
    "raises": Kind.LEAVE,
}
"""What is said, and what the record has of it."""

_DECLARATIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Import, ast.ImportFrom, ast.Try, ast.TryStar)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


class RecordCursor:
    """A place in the record of a run, which goes on with the steps of an explanation."""

    def __init__(self, trace: Trace) -> None:
        self.entries = entries_of(trace)
        self.functions = {entry.text for entry in self.entries if entry.kind is Kind.CALL}
        self.at = 0
        self.printed = ""
        """What has been printed and not been told yet."""
        self.steps: dict[int, Entry] = {}
        """The step of each frame that the explanation has come to."""
        self.stack: list[int] = []
        self.over: list[Entry] = []
        """Steps of which nothing more can be told."""
        self.outermost = int(trace.entry_point is not None)
        """The calls that are told without indentation."""
        self.skipped = False
        """Whether steps have just been summed up."""
        self.short = False
        """Whether it is an explanation in short lines, which leave out what only declares something."""

    def _next(self) -> Entry | None:
        """Return what has to be told next."""
        return next((entry for entry in self.entries[self.at :] if not self._is_optional(entry)), None)

    def _peek(self, *kinds: Kind) -> Entry | None:
        """Return what comes next, if it is of one of these kinds; what may be left out is passed over."""
        at = self.at
        while at < len(self.entries):
            entry = self.entries[at]
            if entry.kind is Kind.PRINT and Kind.PRINT not in kinds:
                return None
            if entry.kind in kinds:
                self.at = at
                return entry
            if not self._is_optional(entry):
                return None
            at += 1
        return None

    def _is_optional(self, entry: Entry) -> bool:
        """Return whether an explanation may leave an entry out."""
        return entry.optional or (
            self.short and entry.kind is Kind.STEP and isinstance(entry.node, _DECLARATIONS)
        )

    def _is_passed_over(self, entry: Entry, step: SaidStep) -> bool:
        """Return whether a step is about what follows a declaration in its line."""
        if not self.short or not isinstance(entry.node, _DECLARATIONS):
            return False
        computes = getattr(entry.node, "decorator_list", ()) or getattr(entry.node, "args", None)
        return not computes and all(said.kind not in ("def", "import", "try") for said in step.said)

    def _left(self) -> bool:
        """Return whether something is left that had to be told."""
        return bool(self.printed) or any(not self._is_optional(entry) for entry in self.entries[self.at :])

    def _find(self, step: SaidStep) -> Entry | None:
        found = self._here(step)
        while (
            found is None and self.skipped and self.at < len(self.entries)
        ):  # somewhere after what is left out
            self._pass(self.entries[self.at])
            self.at += 1
            self.printed = ""
            found = self._here(step)
        self.skipped = False
        return found

    def _here(self, step: SaidStep) -> Entry | None:
        if not step.begins:
            current = self._current(step.line)
            here = self.entries[self.at] if self.at < len(self.entries) else None
            return current if not self.skipped or here is None or self._goes_on(here, step) else None
        at = self.at
        while at < len(self.entries):
            entry = self.entries[at]
            if (
                entry.kind is Kind.STEP
                and entry.line == step.line
                and not self.printed
                and not self._is_passed_over(entry, step)
            ):
                self.at = at + 1
                self._pass(entry)
                return entry
            if not self._is_optional(entry):
                break
            at += 1
        again = self._current(step.line)  # a guard, and then its case
        first = step.said[0].kind if step.said else ""
        if again is not None and isinstance(again.node, ast.match_case):
            return again
        if first in ("called", "resumed", "called or does") and not self.stack:
            return Entry(Kind.STEP, -1)  # of the call that the run was made for
        return None

    def _current(self, line: int) -> Entry | None:
        frame = self.stack[-1] if self.stack else 0
        entry = self.steps.get(frame)
        return entry if entry is not None and entry.line == line else None

    def _skip(self, step: SaidStep, following: SaidStep | None) -> None:
        """Pass over steps that are summed up, up to where the explanation goes on."""
        count = step.skipped
        while self.at < len(self.entries):
            entry = self.entries[self.at]
            if step.defined and entry.kind is not Kind.STEP:
                break
            if entry.kind is Kind.CALL and not self.stack and following is not None and count == 0:
                break  # the call that the run was made for
            if entry.kind is Kind.STEP and not entry.optional:
                over = not isinstance(entry.node, _DEFINITIONS) if step.defined else count == 0
                if over:
                    break
                count -= 1
            if entry.kind is Kind.STEP:
                pass
            elif (
                not step.defined and count == 0 and following is not None and self._goes_on(entry, following)
            ):
                break
            self._pass(entry)
            self.at += 1
        self.printed = ""

    def _goes_on(self, entry: Entry, following: SaidStep) -> bool:
        """Return whether the rest of a step, told next, begins with an entry."""
        if following.begins or self._current(following.line) is None:
            return False
        if following.depth not in (len(self.stack), len(self.stack) - self.outermost):
            return False
        first = following.said[0] if following.said else None
        kind = _ENTRIES.get(first.kind if first is not None else "")
        if kind is None:
            return entry.kind is not Kind.LEAVE or any(
                said.kind in ("returns", "yields", "raises")
                and self._is_of(entry, said)
                and text_matches_value(said.value, entry.values[0][1])
                for said in following.said
            )
        return entry.kind is kind and (kind in (Kind.PRINT, Kind.RAISE) or self._is_of(entry, first))

    @staticmethod
    def _is_of(entry: Entry, said: Said | None) -> bool:
        return said is None or not said.name or said.name.partition("(")[0] == entry.text

    def _pass(self, entry: Entry) -> None:
        if entry.kind is Kind.CALL:
            self.stack.append(entry.frame)
        elif entry.kind is Kind.LEAVE and entry.frame in self.stack:
            del self.stack[self.stack.index(entry.frame) :]
            if entry.values[0][0] != "yields" and entry.frame in self.steps:
                self.over.append(self.steps.pop(entry.frame))
        elif entry.kind is Kind.STEP:
            if entry.frame in self.steps:
                self.over.append(self.steps[entry.frame])
            self.steps[entry.frame] = entry
