"""Watches one frame: what its trace function does at each event."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Mapping
from gc import get_referents
from json import dumps as as_json
from types import FrameType
from typing import TYPE_CHECKING, Any

from ses_plugin.tracing.inside.variable_diff import NEW, NOTHING, SHORT, FrameVariables, holds_no_other

if TYPE_CHECKING:
    from ses_plugin.tracing.inside.recorder import Recording

Watch = Callable[[FrameType, str, Any], None]

_OPTIMIZED = 1
"""The flag of a function's code: its variables are not in a dictionary."""

_REPORTS_AGAIN = sys.version_info >= (3, 12)
"""Whether the interpreter may report a line more than once while a statement of it is executed."""

_VIEW = type((lambda: sys._getframe().f_locals)())
"""What `f_locals` of a function is: since Python 3.13 a view that is made anew each time."""


class FrameTracer:
    """One frame, and what is recorded of it."""

    def __init__(
        self,
        recording: Recording,
        frame: FrameType,
        number: int,
        variables: FrameVariables,
        tracked: tuple[str, ...],
    ) -> None:
        """Watch `frame`, whose variables are `variables`, and `tracked`, which are those of the module."""
        self.recording = recording
        self.code = recording.codes[id(frame.f_code)]
        self.number = number
        self.variables = variables
        self.tracked = tracked
        self.look = _look(frame, self.code.inner, variables.known)
        self.entered = 0
        self.raised = -1

    def watcher(self) -> Watch:  # noqa: C901 - see `watch`
        """Return what is called at each event; all it needs is local, and what happens most needs no call."""
        recording, variables, tracked, number = self.recording, self.variables, self.tracked, self.number
        written, tick, write = recording.written, recording.ticks.__next__, recording.space.write
        known, known_of, id_of = variables.known, variables.known.get, variables.ids.get
        change, plain, answer_of = variables.change, variables.plain, variables.answers.get
        look, shared = self.look, recording.shared
        head, line = f"L\t{number}\t", 0

        def watch(frame: FrameType, event: str, arg: Any) -> None:  # noqa: C901, PLR0912 - a call would take time
            nonlocal line
            text = ""
            changed: Any = NEW
            try:
                if written:
                    recording.tell_printed()
                values = frame.f_locals if look is None else look(frame)
                for name, value in values.items():
                    before = known_of(name, NEW)
                    if before is value:
                        continue
                    if type(before) is int and type(value) is int:
                        if before != value:
                            known[name] = value
                            text += f"\t{name}={value if -SHORT < value < SHORT else plain(value, int)}"
                        continue
                    if id_of(name) == id(value):
                        if changed is NEW:
                            calm = shared.turn is variables and answer_of(line) is NOTHING
                            changed = NOTHING if calm else variables.changed(line)
                        if changed is NOTHING or unchanged(changed, before, value):
                            continue
                    text += change(name, value)
                if len(values) != len(known):
                    text += "".join([variables.gone(name) for name in [*known] if name not in values])
                if tracked:
                    changed = variables.changed(line) if changed is NEW else changed
                    text += recording.in_module(tracked, "global ", changed)
                if event == "line":
                    line = frame.f_lineno
                    tick()
                    write(f"{head}{line if arg is None else f'{line}:{arg}'}{text}\n".encode())
                else:
                    line = frame.f_lineno or line or 1
                    self.tell(frame, event, arg, line, text)
            except (StopIteration, ValueError, RuntimeError, MemoryError) as error:
                recording.interrupted(error, f"D\t{number}{text}", frame, event, arg)

        return watch

    def tell(self, frame: FrameType, event: str, arg: Any, line: int, text: str) -> None:
        """Record an event in `line`, `text` being the changes before it."""
        recording = self.recording
        if event != "exception":
            recording.shared.turn = None
        place = f"{self.number}\t{line}"
        if event == "call":
            next(recording.ticks)
            recording.write(f"C\t{place}\t{self.code.name}\t{self.entered}{text}")
            self.entered = 1
        elif event == "return":
            recording.depth -= 1
            way = self.code.leaves(frame.f_lasti, self.raised == operator.length_hint(recording.ticks))
            if way:
                next(recording.ticks)
                value = recording.shared.text(_yielded(arg) if way == "yield" else arg)
                recording.write(f"R\t{place}\t{value}\t{int(way == 'yield')}{text}")
            else:
                recording.write(f"U\t{self.number}{text}")
        elif arg[0] is not StopIteration or not self.code.sends(frame.f_lasti):
            next(recording.ticks)
            recording.write(f"E\t{place}\t{as_json(recording.shared.exception(arg[1]))}{text}")
            self.raised = operator.length_hint(recording.ticks)
        elif text:
            recording.write(f"D\t{self.number}{text}")


def _yielded(value: Any) -> Any:
    """Return a value that is yielded; an asynchronous generator puts it into an object that shows nothing."""
    if type(value).__name__ == "async_generator_wrapped_value" and type(value).__module__ == "builtins":
        return (*get_referents(value), value)[0]
    return value


def watch_statements(watch: Watch, places: Mapping[int, int], inner: Mapping[int, frozenset[str]]) -> Watch:
    """Return what watches a frame that has lines of several statements: each counts as a line.

    `places` are the columns of the statements that instructions belong to, in such lines.
    """
    current: tuple[int, int] | None = None

    def watch_each(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal current
        column = places.get(frame.f_lasti)
        if event == "opcode":
            if column is not None and current != (frame.f_lineno, column) and frame.f_lasti not in inner:
                current = frame.f_lineno, column
                watch(frame, "line", column)
        elif event == "line":
            if column is None and frame.f_lasti not in inner:
                current = None
                watch(frame, event, arg)
        else:
            watch(frame, event, arg)

    return watch_each


def suppress_inside_expression(
    watch: Watch, inner: Mapping[int, frozenset[str]], heads: frozenset[int]
) -> Watch:
    """Return what watches the lines that do not begin at one of the offsets `inner`.

    Since Python 3.12 a line is also reported again behind a jump inside of a condition (`if f(x) or g(x)`):
    where the frame has only gone on in the line, and is not at one of the offsets `heads`, those at which
    iterations begin, nothing new begins.
    """
    line = at = -1

    def watch_outside(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal line, at
        if event == "line":
            now, here = frame.f_lineno, frame.f_lasti
            again = now == line and here > at and here not in heads
            line, at = now, here
            if arg is None and (again or here in inner):
                return
        elif event == "call":
            line = -1
        watch(frame, event, arg)

    return watch_outside if _REPORTS_AGAIN else watch


def unchanged(changed: frozenset[int] | None, known: Any, value: object) -> bool:
    """Return whether an object is certainly as it was, if all that is not has an id in `changed`."""
    if not changed:
        return changed is NOTHING
    return type(known) is bytes and id(value) not in changed and holds_no_other(known)


def _look(
    frame: FrameType, inner: Mapping[int, frozenset[str]], known: Mapping[str, Any]
) -> Callable[[FrameType], Mapping[str, Any]] | None:
    """Return what tells the variables of a frame, those of comprehensions not; None if `f_locals` does."""
    values = frame.f_locals
    kind = type(values)
    if kind is not dict and kind is not _VIEW:
        return lambda frame: {}  # a class of the program's: it would notice
    if not inner:
        return None if kind is dict else lambda frame: dict(frame.f_locals)
    if not frame.f_code.co_flags & _OPTIMIZED:
        return lambda frame: values  # of a module or a class body: comprehensions have theirs elsewhere

    def outside(frame: FrameType) -> dict[str, Any]:
        now = dict(frame.f_locals)
        for name in inner.get(frame.f_lasti, ()):
            now.pop(name, None)
            if name in known:  # as it was when it was put away
                now[name] = known[name]
        return now

    return outside
