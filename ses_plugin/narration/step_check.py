"""An explanation in one of our styles against the second record: nothing false, and nothing left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ses_plugin.narration.claims import ClaimKind
from ses_plugin.narration.completeness import (
    comprehension_names,
    tells_all,
    tells_compared,
    tells_operands,
    tells_parts,
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
from ses_plugin.narration.record_cursor import RecordCursor
from ses_plugin.narration.second_record import Entry, Kind, targets_of
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
_OWN_ENTRIES = (ClaimKind.PRINTED, ClaimKind.RETURN, ClaimKind.RAISED, ClaimKind.CALL)
"""Claims about entries of their own, rather than about the statement's."""


def check_steps(text: str, trace: Trace) -> list[Judged]:
    """Return what the record says of each claim of an explanation in one of our styles.

    What it leaves out is a false claim, at the step that comes too early. After a step that is at the wrong
    place the rest is not looked at: there is nothing to hold it against.
    """
    return [*_Check(trace).check([*read_steps(text)])]


class _Check(RecordCursor):
    """Goes through the steps and the record side by side."""

    def __init__(self, trace: Trace) -> None:
        super().__init__(trace)
        self.items = comprehension_names(trace.source)
        """Names that comprehensions give to their items, wherever those are asked for."""
        self.walrus = walrus_names(trace.source)
        """Names that are set in comprehensions, once for each item."""
        self.told: dict[int, set[str]] = {}
        """What has been told of each step, by its id."""
        self.facts: dict[int, list[str]] = {}
        """The expressions that have been told of each step, by its id."""
        self.last: Said | None = None
        """The last that a step says of a condition made of others."""

    def check(self, steps: list[SaidStep]) -> Iterator[Judged]:
        self.short = all(step.short for step in steps)
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

    def _of_step(self, step: SaidStep, entry: Entry) -> Iterator[Judged]:
        items: dict[str, str] = {}
        told = self.told.setdefault(id(entry), set())
        self.last = self._decides(step, entry)
        for said in step.said:
            following = self._next()
            verdict, kind = self._verdict(said, entry, items, told)
            real = following if kind in _OWN_ENTRIES else entry
            yield Judged(said.start, said.end, kind, verdict, step, said, real)
        if not tells_operands(step, entry, told) or not tells_parts(step, entry, told):
            yield Judged(step.start, step.end, ClaimKind.CONDITION, False, step, entry=entry)
        for over in self.over:
            if id(over) in self.told and not tells_all(over, self.told[id(over)]):
                yield Judged(step.start, step.start, ClaimKind.CHANGE, False, step, entry=over)
        self.over.clear()

    def _decides(self, step: SaidStep, entry: Entry) -> Said | None:
        """Return what says how a condition of several parts, or a comprehension, has come out."""
        test = getattr(entry.node, "test", None)
        if not isinstance(test, (ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp)):
            return None
        wholes = [said for said in step.said if said.kind == "whole"]
        if wholes or not self.short:
            return wholes[-1] if wholes else None
        last: Said | None = None  # in short lines the last operand, if no call comes between
        for said in step.said:
            if said.kind in ("called", "resumed") or (
                said.kind == "called or does" and said.name.partition("(")[0] in self.functions
            ):
                last = None
            elif said.kind == "fact" and _word(said):
                last = said
        return last

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
        self.told.setdefault(id(entry), set()).add("called")
        if said.kind == "resumed":
            return found.function == "resumed", ClaimKind.CALL
        inner = said.value if said.kind == "called" else said.name.partition("(")[2][:-1]
        joints = (", ", " = ") if said.kind == "called" else (",", "=")
        given = pairs(inner, *joints) if inner else []
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
        if not said.value and self._is_unpacked(said.name, entry):
            return False, ClaimKind.CHANGE  # a fact is one of several values, none of which has a name yet
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
    def _is_unpacked(name: str, entry: Entry) -> bool:
        """Return whether a name is one of several that an assignment gives the parts of a value."""
        targets = entry.node.targets if isinstance(entry.node, ast.Assign) else []
        parts = (target for target in targets if isinstance(target, (ast.Tuple, ast.List)))
        return any(isinstance(one, ast.Name) and one.id == name for part in parts for one in part.elts) and (
            not any(isinstance(target, ast.Name) and target.id == name for target in targets)
        )

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
        word = _word(said)
        decides = isinstance(entry.node, (ast.If, ast.While)) and word
        verdict = check_fact(said, entry, items)
        facts = self.facts.setdefault(id(entry), [])
        if said.kind == "fact":
            if "called" not in told and not tells_compared(said, entry, items, facts):
                return False
            facts.append(said.name)
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
        if isinstance(test, ast.BoolOp):
            return said is last
        return not isinstance(test, ast.BoolOp) and is_instance(said.name, test, entry, items)


def _word(said: Said) -> str:
    """Return "true" or "false" if a fact says that something is; else ""."""
    return said.truth or (said.value if said.value in ("true", "false") else "")
