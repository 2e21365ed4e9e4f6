"""Records what happens in a program, line by line.

The record begins with HEAD bytes: why it ends before the program did, if so. Then comes a line of text for
each thing that happened, its fields apart by tabs:

    C frame line function 0|1 change…    a call (1: of a generator that goes on)
    L frame line[:column] change…        a line is about to be executed; a statement, if it has several
    R frame line value 0|1 change…       a return (1: a yield)
    E frame line text change…            an exception; the text is JSON
    U frame change…                      the exception has left the frame
    D frame change…                      changes without an event
    P text                               printed since the line before; the text is JSON
    S, X, I, A, V, T, B                  probes (`probes`)

A `change` is NAME=TEXT, or NAME where the name is gone: what has changed in the frame since its last event,
and in a call the variables at entry. Each line is written when it happens, to memory that outlives the
process: of a run that is killed everything is there.
"""

from __future__ import annotations

import sys
from _thread import get_ident
from collections.abc import Callable
from itertools import count
from json import dumps as as_json
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

from ses_plugin.tracing.inside.expressions import inner, instructions
from ses_plugin.tracing.inside.frame_tracer import (
    FrameTracer,
    Watch,
    suppress_inside_expression,
    unchanged,
    watch_statements,
)
from ses_plugin.tracing.inside.probes import with_probes
from ses_plugin.tracing.inside.stdout_capture import listen
from ses_plugin.tracing.inside.variable_diff import NEW, DiffState, FrameVariables

HEAD = 100
_INSTRUMENTS = sys.version_info >= (3, 12)
"""Whether the interpreter changes the code of a function to trace it, when it is told to trace."""

_MARGIN = 60
"""Frames that are left to the program before the tracer makes room."""

_NO_ROOM = "at line {}: no room was left to record"


def recorder(
    space: Any, settings: dict[str, Any]
) -> tuple[Callable[[], CodeType | None], Callable[[], None]]:
    """Return what begins and what ends the recording into `space`."""
    recording = Recording(space, settings)
    return recording.begin, recording.end


class Recording:
    """The recording of one run."""

    def __init__(self, space: Any, settings: dict[str, Any]) -> None:
        self.space = space
        self.file = settings["file"]
        self.events = settings["events"]
        self.shared = DiffState(settings["text"], settings["calm"])
        self.ticks = iter(range(self.events))
        self.numbers = count()
        self.codes: dict[int, Code] = {}
        self.names: dict[str, Any] = {}
        self.module = FrameVariables(self.shared, None)
        self.written, self.deafen = listen(self.tell_printed)
        self.depth = 0
        self.deepest = 20
        self.settrace = sys.settrace
        self.thread = get_ident()
        self.over = False
        self.program: CodeType | None = settings["code"]
        self.statements: dict[int, list[int]] = settings["statements"]
        space.seek(HEAD)

    def begin(self) -> CodeType | None:
        """Begin: every frame that is entered from here on is recorded. Return the code with probes."""
        code = None if self.program is None else with_probes(self.program, self)
        sys.settrace = self._settrace
        self.settrace(self._enter)
        return code

    def end(self) -> None:
        """End, if the recording has not ended before."""
        if not self.over:
            # By the interpreter, when it could not call the tracer, or a signal's handler raised in there.
            removed = sys.gettrace() is None
            self.stop("where the interpreter removed the tracer" if removed else "")

    def stop(self, reason: str) -> None:
        """Let the program run on without being recorded."""
        if self.written:
            self.tell_printed()
        self.settrace(None)
        self.over = True
        sys.settrace = self.settrace
        self.deafen()
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            frame.f_trace = None
            frame = frame.f_back
        if reason and not self.space[0]:  # the first reason is the true one
            said = reason.encode()[:HEAD]
            self.space[: len(said)] = said

    def interrupted(self, error: Exception, changes: str, frame: FrameType, event: str, arg: Any) -> None:
        """Stop where there are no events, bytes or frames left; go on where a variable came in between."""
        if isinstance(error, StopIteration):
            self.write(changes)
            self.stop(f"after {self.events} events")
        elif isinstance(error, ValueError):
            self.full()
        elif isinstance(error, (RecursionError, MemoryError)) or frame.f_trace is None:
            self.stop(_NO_ROOM.format(frame.f_lineno))
        else:  # another thread, or a finaliser, has made or deleted a variable of the module
            self.write(changes)
            frame.f_trace(frame, event, arg)

    def _settrace(self, function: Any) -> None:
        """`sys.settrace` as the program sees it: its own tracer takes the place of this one."""
        if get_ident() == self.thread and not self.over:
            self.stop(f"at line {sys._getframe(1).f_lineno}: the program set a trace function")
        self.settrace(function)

    def _enter(self, frame: FrameType, event: str, arg: Any) -> Watch | None:
        """Begin to watch a frame of the program; one of a library is not traced.

        Nor is that of annotations: since Python 3.14 they are in a function, called when they are asked for.
        """
        code = frame.f_code
        if code.co_filename != self.file or code.co_name == "__annotate__":
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
            if self.program is not None:  # each function begins with a probe, which takes a frame
                sys.setrecursionlimit(limit + 1)
        self.deepest = self.depth + max(left // 8, 1)

    def _watch(self, frame: FrameType) -> Watch:
        code = self.codes.get(id(frame.f_code))
        if code is None:
            code = self.codes[id(frame.f_code)] = Code(frame.f_code)
        number = next(self.numbers)
        values: Any = frame.f_locals
        if number == 0:
            self.names = values
            return self._begin_to_watch(FrameTracer(self, frame, number, self.module, ()), code, frame)
        tracked: tuple[str, ...] = ()
        if values is not frame.f_globals is self.names:
            tracked = code.tracked(self.names)
            text = self.in_module(tracked, "", None) if tracked else ""
            if text:
                self.write(f"D\t0{text}")
        variables = FrameVariables(self.shared, self.module)
        return self._begin_to_watch(FrameTracer(self, frame, number, variables, tracked), code, frame)

    def _begin_to_watch(self, tracer: FrameTracer, code: Code, frame: FrameType) -> Watch:
        if code.places is None:
            code.places = code.find_places(self.statements)
        watch = suppress_inside_expression(tracer.watcher(), code.inner, code.heads)
        if not code.places:
            return watch
        each = watch_statements(watch, code.places, code.inner)
        if _INSTRUMENTS:
            frame.f_trace = each  # only then the next line has an effect at once
        frame.f_trace_opcodes = True
        if _INSTRUMENTS and not code.instrumented:  # else opcodes are traced from the next call on
            code.instrumented = True
            self.settrace(None)
            self.settrace(self._enter)
        return each

    def in_module(self, tracked: tuple[str, ...], prefix: str, changed: frozenset[int] | None) -> str:
        """Return the changes of those variables of the module; `changed` is that of `FrameVariables`."""
        module = self.module
        out = []
        for name in tracked:
            value = self.names.get(name, NEW)
            before = module.known.get(name, NEW)
            if value is before:
                continue
            if value is NEW:
                text = module.gone(name)
            elif module.ids.get(name) == id(value) and unchanged(changed, before, value):
                continue
            else:
                text = module.change(name, value)
            if text:
                out.append(f"\t{prefix}{text[1:]}")
        return "".join(out)

    def tell_printed(self) -> None:
        """Record what has been printed; called by the hook, or by a long run of prints."""
        if get_ident() != self.thread:  # the main thread's next event tells it
            return
        printed = self.written[:]
        self.written.clear()
        if sum(map(len, printed)) > len(self.space):
            self.full()
        elif not self.over:
            self.write(f"P\t{as_json(''.join(printed))}")

    def write(self, line: str) -> None:
        """Record a line."""
        try:
            self.space.write(line.encode() + b"\n")
        except ValueError:
            self.full()

    def full(self) -> None:
        """Stop: there is no room left in the record."""
        if not self.over:
            self.stop(f"after {len(self.space) - HEAD} bytes")


class Code:
    """What is known of a code object: its instructions, and the names of the module that it uses."""

    def __init__(self, code: CodeType) -> None:
        listed = [*instructions(code)]
        self.code = code  # also keeps its id from being another's
        self.operations = {at: name for at, name, _ in listed}
        self.name = code.co_qualname if code.co_qualname.isprintable() else "?"
        self.inner = inner(code, listed)
        self.heads = frozenset(
            at
            for before, (at, name, _) in zip([("", "", 0), *listed], listed, strict=False)
            if "FOR_ITER" in (name, before[1])
        )
        self.instrumented = False
        self.places: dict[int, int] | None = None
        """The columns of the statements that instructions belong to, in lines that have several."""
        self.stored: set[str] = set()
        self.loaded: set[str] = set()
        for _, operation, argument in listed:
            if operation in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                self.stored.add(code.co_names[argument])
            elif operation == "LOAD_GLOBAL":
                self.loaded.add(code.co_names[argument >> 1])

    def find_places(self, statements: dict[int, list[int]]) -> dict[int, int]:
        """Return `places`; `statements` has the lines with several statements, and their columns."""
        out: dict[int, int] = {}
        if not statements:
            return out
        for at, (line, _, column, _) in zip(
            range(0, len(self.code.co_code), 2), self.code.co_positions(), strict=False
        ):
            columns = statements.get(line or 0, ())
            before = [start for start in columns if column is not None and start <= column]
            if before and at in self.operations:
                out[at] = before[-1]
        return out

    def tracked(self, names: dict[str, Any]) -> tuple[str, ...]:
        """Return which of the module's variables a run of this code may change: those it sets, or holds."""
        held = (name for name in self.loaded if name in names and _is_changeable(names[name]))
        return tuple(sorted({*self.stored, *held}))

    def leaves(self, at: int, raised: bool) -> str:
        """Return whether instruction `at` is what a frame is left by: "" if an exception goes through it."""
        operation = self.operations.get(at)
        if operation in ("RETURN_VALUE", "RETURN_CONST"):
            return "return"
        if operation == "RESUME":  # Python 3.13 is already behind a yield that it leaves by
            operation = self.operations.get(at - 2)
        return "yield" if operation == "YIELD_VALUE" and not raised else ""

    def sends(self, at: int) -> bool:
        """Return whether instruction `at` is one of a `yield from` or `await`.

        A StopIteration there is no exception: it brings the value. Pythons differ in where they report it.
        """
        return self.operations.get(at) in ("SEND", "END_SEND")


def _is_changeable(value: object) -> bool:
    kind = type(value)
    fixed = kind is int or kind is str or kind is bool or value is None or kind is float
    return not (fixed or kind is FunctionType or kind is ModuleType or issubclass(kind, type))
