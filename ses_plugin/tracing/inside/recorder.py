"""Records what happens in a program, line by line.

The record begins with HEAD bytes: why it ends before the program did, if so. Then comes a line of text for
each thing that happened, its fields apart by tabs:

    C frame line function 0|1 change…    a call (1: of a generator that goes on)
    L frame line change…                 a line is about to be executed
    R frame line value 0|1 change…       a return (1: a yield)
    E frame line text change…            an exception; the text is JSON
    D frame change…                      changes without an event
    P text                               printed since the event before; the text is JSON

A `change` is NAME=TEXT, or NAME where the name is gone: what has changed in the frame since its last event,
and in a call the variables at entry. Each line is written when it happens, to memory that outlives the
process: of a run that is killed everything is there.
"""

from __future__ import annotations

import opcode
import operator
import sys
from _thread import get_ident
from collections.abc import Callable
from itertools import count
from json import dumps as as_json
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

from ses_plugin.tracing.inside.changes import NEW, NOTHING, SHORT, Shared, Variables, holds_no_other
from ses_plugin.tracing.inside.printing import listen
from ses_plugin.tracing.inside.values import exception_text

HEAD = 100
_MARGIN = 60
"""Frames that are left to the program before the tracer makes room."""

_RETURNS = frozenset(opcode.opmap[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in opcode.opmap)
_YIELD = opcode.opmap["YIELD_VALUE"]
_STORES = frozenset(opcode.opmap[name] for name in ("STORE_GLOBAL", "DELETE_GLOBAL"))
_LOAD = opcode.opmap["LOAD_GLOBAL"]

_NO_ROOM = "at line {}: no room was left to record"

Watch = Callable[[FrameType, str, Any], None]


def recorder(space: Any, settings: dict[str, Any]) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return what begins and what ends the recording into `space`."""
    recording = Recording(space, settings)
    return recording.begin, recording.end


class Recording:
    """The recording of one run."""

    def __init__(self, space: Any, settings: dict[str, Any]) -> None:
        self.space = space
        self.file = settings["file"]
        self.events = settings["events"]
        self.shared = Shared(settings["text"], settings["calm"])
        self.ticks = iter(range(self.events))
        self.numbers = count()
        self.codes: dict[int, _Code] = {}
        self.names: dict[str, Any] = {}
        self.module = Variables(self.shared, None)
        self.written, self.deafen = listen()
        self.depth = 0
        self.deepest = 20
        self.settrace = sys.settrace
        self.thread = get_ident()
        self.over = False
        space.seek(HEAD)

    def begin(self) -> None:
        """Begin: every frame that is entered from here on is recorded."""
        sys.settrace = self._settrace
        self.settrace(self._enter)

    def end(self) -> None:
        """End, if the recording has not ended before."""
        if not self.over:
            unnoticed = sys.gettrace() is None  # by the interpreter, when it could not call the tracer
            self.stop("at the recursion limit" if unnoticed else "")

    def stop(self, reason: str) -> None:
        """Let the program run on without being recorded."""
        self.settrace(None)
        self.over = True
        sys.settrace = self.settrace
        self.deafen()
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            frame.f_trace = None
            frame = frame.f_back
        if self.written:
            self.tell_printed()
        if reason:
            said = reason.encode()[:HEAD]
            self.space[: len(said)] = said

    def _settrace(self, function: Any) -> None:
        """`sys.settrace` as the program sees it: its own tracer takes the place of this one."""
        if get_ident() == self.thread and not self.over:
            self.stop(f"at line {sys._getframe(1).f_lineno}: the program set a trace function")
        self.settrace(function)

    def _enter(self, frame: FrameType, event: str, arg: Any) -> Watch | None:
        """Begin to watch a frame of the program; one of a library is not traced."""
        code = frame.f_code
        if code.co_filename != self.file:
            return None
        try:
            watch: Any = frame.f_trace or self._watch(frame)
            self.depth += 1
            watch(frame, "call", None)
            if self.depth > self.deepest:
                self._make_room(frame)
        except (RecursionError, MemoryError):
            self.stop(_NO_ROOM.format(frame.f_lineno))
        return None if self.over else watch

    def _make_room(self, frame: FrameType) -> None:
        """Look how deep the interpreter is; near its limit leave what is left of it to the program."""
        limit = sys.getrecursionlimit()
        try:
            sys.setrecursionlimit(1)
        except RecursionError as error:  # it can't be set that low, and tells the depth
            depth = int(str(error).rpartition("depth ")[2].partition(":")[0])
        left = limit - depth - _MARGIN
        if left < 0:
            self.stop(f"at line {frame.f_lineno}: close to the recursion limit")
        self.deepest = self.depth + max(left // 8, 1)

    def _watch(self, frame: FrameType) -> Watch:
        code = self.codes.get(id(frame.f_code))
        if code is None:
            code = self.codes[id(frame.f_code)] = _Code(frame.f_code)
        number = next(self.numbers)
        values: Any = frame.f_locals
        if number == 0:
            self.names = values
            return _watcher(self, frame, number, self.module, ())
        tracked: tuple[str, ...] = ()
        if values is not frame.f_globals is self.names:
            tracked = code.tracked(self.names)
            text = self.in_module(tracked, "", None) if tracked else ""
            if text:
                self.write(f"D\t0{text}")
        return _watcher(self, frame, number, Variables(self.shared, self.module), tracked)

    def in_module(self, tracked: tuple[str, ...], prefix: str, changed: frozenset[int] | None) -> str:
        """Return the changes of those variables of the module; `changed` as `Variables.changed` has it."""
        module = self.module
        out = []
        for name in tracked:
            value = self.names.get(name, NEW)
            before = module.known.get(name, NEW)
            if value is before:
                continue
            if value is NEW:
                text = module.gone(name)
            elif module.ids.get(name) == id(value) and is_same(changed, before, value):
                continue
            else:
                text = module.change(name, value)
            if text:
                out.append(f"\t{prefix}{text[1:]}")
        return "".join(out)

    def tell_printed(self) -> None:
        """Record what has been printed."""
        text = "".join(self.written)
        self.written.clear()
        if text:
            self.write(f"P\t{as_json(text)}")

    def write(self, line: str) -> None:
        """Record a line."""
        try:
            self.space.write(line.encode() + b"\n")
        except ValueError:
            if not self.over:
                self.stop(f"after {len(self.space) - HEAD} bytes")


class _Code:
    """What is known of a code object: its instructions, and the names of the module that it uses."""

    def __init__(self, code: CodeType) -> None:
        self.code = code  # also keeps its id from being another's
        self.instructions = code.co_code
        self.name = code.co_qualname if code.co_qualname.isprintable() else "?"
        self.stored: set[str] = set()
        self.loaded: set[str] = set()
        argument = 0
        for at in range(0, len(self.instructions), 2):
            operation = self.instructions[at]
            argument = argument << 8 | self.instructions[at + 1]
            if operation == opcode.EXTENDED_ARG:
                continue
            if operation in _STORES:
                self.stored.add(code.co_names[argument])
            elif operation == _LOAD:
                self.loaded.add(code.co_names[argument >> 1])
            argument = 0

    def tracked(self, names: dict[str, Any]) -> tuple[str, ...]:
        """Return which of the module's variables a run of this code may change: those it sets, or holds."""
        held = (name for name in self.loaded if name in names and _is_changeable(names[name]))
        return tuple(sorted({*self.stored, *held}))

    def leaves(self, at: int, raised: bool) -> str:
        """Return whether instruction `at` is what a frame is left by: "" if an exception goes through it."""
        operation = self.instructions[at]
        if operation in _RETURNS:
            return "return"
        return "yield" if operation == _YIELD and not raised else ""


def _is_changeable(value: object) -> bool:
    kind = type(value)
    fixed = kind is int or kind is str or kind is bool or value is None or kind is float
    return not (fixed or kind is FunctionType or kind is ModuleType or issubclass(kind, type))


def is_same(changed: frozenset[int] | None, known: Any, value: object) -> bool:
    """Return whether an object is certainly as it was, if all that is not has an id in `changed`."""
    if not changed:
        return changed is NOTHING
    return type(known) is bytes and id(value) not in changed and holds_no_other(known)


def _watcher(  # noqa: C901 - see `watch`
    recording: Recording, frame: FrameType, number: int, variables: Variables, tracked: tuple[str, ...]
) -> Watch:
    """Return what is called for each event of one frame.

    Everything it needs is a local variable of its own, and what happens most is done without a call.
    """
    written, tick, write = recording.written, recording.ticks.__next__, recording.space.write
    known, known_of, id_of = variables.known, variables.known.get, variables.ids.get
    change, plain, answer_of = variables.change, variables.plain, variables.answers.get
    look, shared = _look(frame), recording.shared
    head = f"L\t{number}\t"
    other = _Other(recording, recording.codes[id(frame.f_code)], number)
    line = 0

    def watch(frame: FrameType, event: str, arg: Any) -> None:  # noqa: C901, PLR0912 - a call would take time
        nonlocal line
        try:
            if written:
                recording.tell_printed()
            text = ""
            changed: Any = NEW
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
                    if changed is NOTHING or is_same(changed, before, value):
                        continue
                text += change(name, value)
            if len(values) != len(known):
                text += "".join([variables.gone(name) for name in [*known] if name not in values])
            if tracked:
                text += recording.in_module(
                    tracked, "global ", variables.changed(line) if changed is NEW else changed
                )
            line = frame.f_lineno or 1
            if event == "line":
                tick()
                write(f"{head}{line}{text}\n".encode())
            else:
                other.tell(frame, event, arg, text)
        except StopIteration:
            recording.write(f"D\t{number}{text}")
            recording.stop(f"after {recording.events} events")
        except ValueError:
            recording.stop(f"after {len(recording.space) - HEAD} bytes")
        except (RecursionError, MemoryError):
            recording.stop(_NO_ROOM.format(frame.f_lineno))

    return watch


def _look(frame: FrameType) -> Callable[[FrameType], dict[str, Any]] | None:
    """Return what tells the variables of a frame; None if `f_locals` does."""
    kind = type(frame.f_locals)
    if kind is dict:
        return None
    if kind is type((lambda: sys._getframe().f_locals)()):  # a view, since Python 3.13
        return lambda frame: dict(frame.f_locals)
    return lambda frame: {}  # a class of the program's: it would notice


class _Other:
    """Tells what is no line: calls, returns and exceptions, of one frame."""

    def __init__(self, recording: Recording, code: _Code, number: int) -> None:
        self.recording = recording
        self.code = code
        self.number = number
        self.entered = 0
        self.raised = -1

    def tell(self, frame: FrameType, event: str, arg: Any, text: str) -> None:
        """Record an event."""
        recording = self.recording
        if event != "exception":
            recording.shared.turn = None
        place = f"{self.number}\t{frame.f_lineno or 1}"
        if event == "call":
            next(recording.ticks)
            recording.write(f"C\t{place}\t{self.code.name}\t{self.entered}{text}")
            self.entered = 1
        elif event == "exception":
            next(recording.ticks)
            recording.write(f"E\t{place}\t{as_json(exception_text(arg[1]))}{text}")
            self.raised = operator.length_hint(recording.ticks)
        else:
            recording.depth -= 1
            way = self.code.leaves(frame.f_lasti, self.raised == operator.length_hint(recording.ticks))
            if way:
                next(recording.ticks)
                value = recording.shared.text(arg)
                recording.write(f"R\t{place}\t{value}\t{int(way == 'yield')}{text}")
            elif text:
                recording.write(f"D\t{self.number}{text}")
