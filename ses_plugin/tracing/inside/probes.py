"""The functions that a probed program calls (`instrumentation`): they record, and return what they are given.

    S node      X node      I, A node value      V node value name…      T, B node value truth name…

A value is the text of one; of the names in an expression only numbers, texts and the like have one.
"""

from __future__ import annotations

from _thread import get_ident
from collections.abc import Callable
from types import CodeType
from typing import TYPE_CHECKING, Any

from ses_plugin.tracing.inside.values import attributes_of
from ses_plugin.tracing.inside.variable_diff import SHORT

if TYPE_CHECKING:
    from ses_plugin.tracing.inside.recorder import Recording

PROBE_PREFIX = "\0ses probe "
"""What begins the constants in whose places the functions come."""

_MOST_TEXT = 60
_UNKNOWN = object()


def with_probes(code: CodeType, recording: Recording) -> CodeType:
    """Return the code with functions in the places of the constants that name them."""
    return _replaced(code, _probes(recording))


def _replaced(code: CodeType, functions: dict[str, Callable[..., Any]]) -> CodeType:
    constants = tuple(
        _replaced(constant, functions)
        if type(constant) is CodeType
        else (functions.get(constant, constant) if type(constant) is str else constant)
        for constant in code.co_consts
    )
    return code.replace(co_consts=constants)


def _probes(recording: Recording) -> dict[str, Callable[..., Any]]:
    """Return the functions, by the constants that name them."""
    probes = _Probes(recording)
    functions: dict[str, Callable[..., Any]] = {
        "S": probes.statement,
        "V": probes.value,
        "T": probes.statement_test,
        "B": probes.expression_test,
        "I": probes.item,
        "X": probes.exhausted,
        "A": probes.element,
        "G": _are_plain,
    }
    return {PROBE_PREFIX + kind: function for kind, function in functions.items()}


class _Probes:
    """What the functions share."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.write_bytes = recording.space.write
        self.text = recording.shared.text
        self.written = recording.written
        self.thread = recording.thread

    def write(self, line: str) -> None:
        if self.recording.over or get_ident() != self.thread:
            return
        try:
            if self.written:
                self.recording.tell_printed()
            self.write_bytes(line.encode())
        except ValueError:
            self.recording.full()

    def statement(self, node: int) -> None:
        if not self.recording.over:  # then a probe takes no more than one frame: see `_make_room`
            self.write(f"S\t{node}\n")

    def value(self, node: int, result: Any, *names: Any) -> Any:
        if not self.recording.over:
            self.write(f"V\t{node}\t{_plain(result) or self.text(result)}{_texts(names)}\n")
        return result

    def statement_test(self, node: int, result: Any, *names: Any) -> bool:
        return bool(result) if self.recording.over else self.test("T", node, result, names)

    def expression_test(self, node: int, result: Any, *names: Any) -> bool:
        return bool(result) if self.recording.over else self.test("B", node, result, names)

    def test(self, kind: str, node: int, result: Any, names: tuple[Any, ...]) -> bool:
        truth = bool(result)  # asked for once, as the statement would
        text = _plain(result) or self.text(result)
        self.write(f"{kind}\t{node}\t{text}\t{int(truth)}{_texts(names)}\n")
        return truth

    def item(self, node: int, target: Any) -> bool:
        if not self.recording.over:
            self.write(f"I\t{node}\t{_plain(target) or self.text(target)}\n")
        return True

    def exhausted(self, node: int) -> None:
        if not self.recording.over:
            self.write(f"X\t{node}\n")

    def element(self, node: int, root: Any, *keys: Any) -> None:
        if self.recording.over:
            return
        for key in keys:
            if type(key) is bytes:
                root = (attributes_of(root) or {}).get(key.decode(), _UNKNOWN)
            elif type(root) is dict and _are_plain(key):
                root = root.get(key, _UNKNOWN)
            elif type(root) is list and type(key) is int and -len(root) <= key < len(root):
                root = root[key]
            else:
                root = _UNKNOWN
        if root is not _UNKNOWN:
            self.write(f"A\t{node}\t{_plain(root) or self.text(root)}\n")


def _are_plain(*values: Any) -> bool:
    return all(type(value) in (int, str, float, bool) for value in values)


def _texts(names: tuple[Any, ...]) -> str:
    return "\t" + "\t".join(map(_plain, names)) if names else ""


def _plain(value: Any) -> str:
    """Return the text of a value that has a short one at once, else ""."""
    kind = type(value)
    if kind is int:
        return int.__repr__(value) if -SHORT < value < SHORT else ""
    if kind is str:
        return repr(value) if len(value) < _MOST_TEXT else ""
    return repr(value) if kind is float or kind is bool or value is None else ""
