"""Records what happens in a program, line by line.

The record is text, a line for each thing that happened, its fields apart by tabs (`reading` turns it into
events):

    C frame line function 0|1 change…    a call (1: of a generator that goes on)
    L frame line change…                 a line is about to be executed
    R frame line value 0|1 change…       a return (1: a yield)
    E frame line text change…            an exception
    P text                               printed since the event before
    X reason                             the record ends here, the program went on

A `change` is NAME=TEXT, or NAME where the name is gone: what the frame's last line has changed, and
in C the variables at entry.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from ses_plugin.tracing.inside.values import bounded


def recorder(space: Any, settings: dict[str, Any]) -> Any:
    """Return the functions that begin and end the recording into `space`."""
    name, left, most = settings["file"], settings["events"], settings["text"]
    at = 0
    frames: dict[FrameType, tuple[int, dict[str, str]]] = {}

    def write(*fields: str) -> None:
        nonlocal at
        line = ("\t".join(fields) + "\n").encode()
        if at + len(line) > len(space) - 100:
            line = b"X\tafter 1 MB\n"
            sys.settrace(None)
        space[at : at + len(line)] = line
        at += len(line)

    def changes(frame: FrameType, before: dict[str, str]) -> list[str]:
        now = {
            n: bounded(v, most) for n, v in frame.f_locals.items() if n[0] != "." and not n.startswith("__")
        }
        out = [f"{n}={t}" for n, t in now.items() if before.get(n) != t]
        out += [n for n in before if n not in now]
        before.clear()
        before.update(now)
        return out

    def hook(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal left
        code = frame.f_code
        if code.co_filename != name:
            return None
        if not left:
            write("X", f"after {settings['events']} events")
            sys.settrace(None)
            return None
        left -= 1
        resumed = "1" if frame in frames else "0"
        number, before = frames.setdefault(frame, (len(frames), {}))
        place = (str(number), str(max(frame.f_lineno, 1)))
        if event == "call":
            write("C", *place, code.co_qualname, resumed, *changes(frame, before))
        elif event == "line":
            write("L", *place, *changes(frame, before))
        elif event == "return":
            write("R", *place, bounded(arg, most), "0", *changes(frame, before))
        elif event == "exception":
            write("E", *place, f"{arg[0].__name__}: {arg[1]}", *changes(frame, before))
        return hook

    return lambda: sys.settrace(hook), lambda: sys.settrace(None)
