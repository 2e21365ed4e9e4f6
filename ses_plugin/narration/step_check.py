"""An explanation in one of our styles against the second record: nothing false, and nothing left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ses_plugin.narration.claims import ClaimKind
from ses_plugin.narration.completeness import (
    comprehension_names,
    tells_all,
    tells_operands,
    walrus_names,
)
from ses_plugin.narration.explanation_reader import Said, SaidStep, literal, pairs, read_steps
from ses_plugin.narration.fact_check import (
    FactVerdict,
    Judged,
    belongs,
    check_fact,
    is_instance,
    text_matches_value,
    value_at,
)
from ses_plugin.narration.second_record import Entry, Kind, entries_of, targets_of
from ses_plugin.tracing.trace import Trace

_WORDS = {
    "def": (ast.FunctionDef, ast.AsyncFunctionDef),
    "class": (ast.ClassDef,),
    "import": (ast.Import, ast.ImportFrom),
    "del": (ast.Delete,),
    "except": (ast.ExceptHandler,),
    "case": (ast.match_case,),
    "try": (ast.Try, ast.TryStar),
    "with": (ast.With, ast.AsyncWith),
    "exit": (ast.With, ast.AsyncWith),
    "match": (ast.Match,),
    "break": (ast.Break,),
    "continue": (ast.Continue,),
}
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

_OWN_ENTRIES = (ClaimKind.PRINTED, ClaimKind.RETURN, ClaimKind.RAISED, ClaimKind.CALL)
"""Claims about entries of their own, rather than about the statement's."""

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def check_steps(text: str, trace: Trace) -> list[Judged]:
    """Return what the record says of each claim of an explanation in one of our styles.

    What it leaves out is a false claim, at the step that comes too early. After a step that is at the wrong
    place the rest is not looked at: there is nothing to hold it against.
    """
    return [*_Check(trace).check([*read_steps(text)])]


class _Check:
    """Goes through the steps and the record side by side."""

    def __init__(self, trace: Trace) -> None:
        self.entries = entries_of(trace)
        self.at = 0
        self.printed = ""
        """What has been printed and not been told yet."""
        self.steps: dict[int, Entry] = {}
        """The step of each frame that the explanation has come to."""
        self.stack: list[int] = []
        self.items = comprehension_names(trace.source)
        """Names that comprehensions give to their items, wherever those are asked for."""
        self.walrus = walrus_names(trace.source)
        """Names that are set in comprehensions, once for each item."""
        self.told: dict[int, set[str]] = {}
        """What has been told of each step, by its id."""
        self.over: list[Entry] = []
        """Steps of which nothing more can be told."""
        self.last: Said | None = None
        """The last that a step says of a condition made of others."""
        self.outermost = int(trace.entry_point is not None)
        """The calls that are told without indentation."""
        self.skipped = False
        """Whether steps have just been summed up."""

    def check(self, steps: list[SaidStep]) -> Iterator[Judged]:
        for number, step in enumerate(steps):
            if step.skipped < 0:
                return  # it is not known how much is left out: the rest has no place
            if step.sums_up:
                following = next((s for s in steps[number + 1 :] if s.line > 0), None)
                for entry in self.steps.values():
                    self.told.pop(id(entry), None)  # the rest of it may be summed up
                self._skip(step, following)
                self.skipped = True
                continue
            found = self._find(step)
            real = found or self._next()
            yield Judged(step.start, step.end, ClaimKind.STEPS, found is not None, step, entry=real)
            if found is None:
                return
            yield from self._of_step(step, found)
        rest = [entry for entry in self.steps.values() if id(entry) in self.told]
        if self._left() or not all(tells_all(entry, self.told[id(entry)]) for entry in rest):
            at = steps[-1].end if steps else 0
            yield Judged(at, at, ClaimKind.STEPS, False, entry=self._next())

    # --- where a step is

    def _next(self) -> Entry | None:
        """Return what has to be told next."""
        return next((entry for entry in self.entries[self.at :] if not entry.optional), None)

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
            if not entry.optional:
                return None
            at += 1
        return None

    def _left(self) -> bool:
        """Return whether something is left that had to be told."""
        return bool(self.printed) or any(not entry.optional for entry in self.entries[self.at :])

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
            if entry.kind is Kind.STEP and entry.line == step.line and not self.printed:
                self.at = at + 1
                self._pass(entry)
                return entry
            if not entry.optional:
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

    # --- what a step says

    def _of_step(self, step: SaidStep, entry: Entry) -> Iterator[Judged]:
        items: dict[str, str] = {}
        told = self.told.setdefault(id(entry), set())
        test = getattr(entry.node, "test", None)
        wholes = [said for said in step.said if said.kind == "whole" and isinstance(test, ast.BoolOp)]
        self.last = wholes[-1] if wholes else None
        for said in step.said:
            following = self._next()
            verdict, kind = self._verdict(said, entry, items, told)
            real = following if kind in _OWN_ENTRIES else entry
            yield Judged(said.start, said.end, kind, verdict, step, said, real)
        if not tells_operands(step, entry, told):
            yield Judged(step.start, step.end, ClaimKind.CONDITION, False, step, entry=entry)
        for over in self.over:
            if id(over) in self.told and not tells_all(over, self.told[id(over)]):
                yield Judged(step.start, step.start, ClaimKind.CHANGE, False, step, entry=over)
        self.over.clear()

    def _verdict(
        self, said: Said, entry: Entry, items: dict[str, str], told: set[str]
    ) -> tuple[FactVerdict, ClaimKind]:
        kind = said.kind
        if kind == "prints":
            return self._prints(literal(said.value), said.value), ClaimKind.PRINTED
        if kind in ("called", "resumed", "called or does"):
            return self._calls(said, entry, items)
        if kind in ("returns", "yields", "raises"):
            return self._leaves(said), ClaimKind.RETURN
        if kind == "raise":
            return self._raises(literal(said.value)), ClaimKind.RAISED
        if kind in ("takes", "item", "becomes"):
            return self._names(said, entry, items, told)
        if kind in ("fact", "whole"):
            return self._fact(said, entry, items, told), ClaimKind.CONDITION if said.truth else ClaimKind.SUM
        if kind == "end":
            told.add("end")
            return entry.ends or (entry.truth is None and not entry.iteration), ClaimKind.LOOP
        if kind in _WORDS:
            return self._word(said, entry), ClaimKind.CODE
        if kind in ("does", "over"):
            return belongs(said.value, entry, items), ClaimKind.CODE
        return (None if kind == "pass" else False), ClaimKind.CODE

    def _word(self, said: Said, entry: Entry) -> FactVerdict:
        node = entry.node
        if node is None or not isinstance(node, _WORDS[said.kind]):
            return False
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return said.value == node.name
        return True

    def _prints(self, text: str, shown: str) -> FactVerdict:
        whole = text if shown[:1] in ("'", '"') else f"{text}\n"
        while not self.printed.startswith(whole):
            entry = self._peek(Kind.PRINT)
            if entry is None:
                return False
            self.printed += entry.text
            self.at += 1
        self.printed = self.printed[len(whole) :]
        return True

    def _calls(self, said: Said, entry: Entry, items: dict[str, str]) -> tuple[FactVerdict, ClaimKind]:
        found = self._peek(Kind.CALL)
        name = said.name.partition("(")[0]
        if found is None or found.text != name:
            other = belongs(said.value, entry, items) if said.kind == "called or does" else False
            return other, ClaimKind.CALL
        self._pass(found)
        self.at += 1
        if said.kind == "resumed":
            return found.function == "resumed", ClaimKind.CALL
        inner = said.value if said.kind == "called" else said.name.partition("(")[2][:-1]
        given = pairs(inner, ", ", " = " if said.kind == "called" else "=") if inner else []
        same = [name for name, _ in given] == [name for name, _ in found.values]
        values = all(
            text_matches_value(claimed, shown)
            for (_, claimed), (_, shown) in zip(given, found.values, strict=False)
        )
        return same and values, ClaimKind.CALL

    def _leaves(self, said: Said) -> FactVerdict:
        found = self._peek(Kind.LEAVE)
        if found is None or (said.name and found.text != said.name) or self.printed:
            return False
        self._pass(found)
        self.at += 1
        ((way, value),) = found.values
        text = literal(said.value) if way == "raises" else said.value
        return way == said.kind and (text == value if way == "raises" else text_matches_value(text, value))

    def _raises(self, text: str) -> FactVerdict:
        found = self._peek(Kind.RAISE)
        if found is None:
            return False
        self.at += 1
        return found.text == text

    def _names(
        self, said: Said, entry: Entry, items: dict[str, str], told: set[str]
    ) -> tuple[FactVerdict, ClaimKind]:
        if said.kind in ("takes", "item"):
            told.add("takes")
            given = pairs(said.value, " and ", " is ")
            if said.kind == "item":
                items.update(given)
                return None, ClaimKind.ITEM
            right = int(said.truth) == entry.iteration and all(
                self._is_now(name, value, entry) is not False for name, value in given
            )
            return right, ClaimKind.ITERATIONS
        value = said.value or items.get("", "")  # "-> n": its value is that of the fact before
        if said.name in self.items and not self._is_target(said.name, entry):
            items[said.name] = value
            return None, ClaimKind.ITEM
        told.add(said.name)
        if isinstance(entry.node, (ast.For, ast.AsyncFor)):
            told.add("takes")
        verdict = self._is_now(said.name, value, entry)
        if verdict is False and said.name in self.walrus:
            verdict = None  # it may get another value in the same step
        return verdict, ClaimKind.CHANGE

    @staticmethod
    def _is_target(name: str, entry: Entry) -> bool:
        """Return whether a name is one that a statement changes outside of its comprehensions."""
        return name in entry.changes or any(
            isinstance(target, ast.Name) and target.id == name for target in targets_of(entry.node)
        )

    def _is_now(self, name: str, value: str, entry: Entry) -> FactVerdict:
        """Return whether a name, an element or an attribute has a value after the statement."""
        return value_at(name, value, entry)

    def _fact(self, said: Said, entry: Entry, items: dict[str, str], told: set[str]) -> FactVerdict:
        items[""] = {"true": "True", "false": "False"}.get(said.value, said.value)
        word = said.truth or (said.value if said.value in ("true", "false") else "")
        decides = isinstance(entry.node, (ast.If, ast.While)) and word
        verdict = check_fact(said, entry, items)
        if decides and self._is_whole(said, self.last, entry, items):
            told.add("condition")
            if entry.truth is not None and (word == "true") is not entry.truth:
                return False
        return verdict

    @staticmethod
    def _is_whole(said: Said, last: Said | None, entry: Entry, items: dict[str, str]) -> bool:
        """Return whether a fact is about the whole condition of a statement."""
        test = entry.node.test  # type: ignore[union-attr]
        if said.kind == "whole":
            return said is last if not said.name else said.name == ast.unparse(test)
        return not isinstance(test, ast.BoolOp) and is_instance(said.name, test, entry, items)
