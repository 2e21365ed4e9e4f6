"""Call a function on many inputs in one process, and say on which it returned a literal, and by which way.

Standard input has a JSON object with `source`, `entry`, `inputs` and `events`; the answer is one line of JSON
for each input: the text of the value, and the way, or null. A way is pairs of lines that were run one right
after the other in a frame; 0 stands for the beginning and the end of a frame.
"""

import ast
import contextlib
import io
import json
import sys
import types

FILE = "program.py"
LONGEST = 2000


class TooLong(BaseException):
    """A call has had more events than it may have."""


class StepLimit:
    """Counts the events of the program's own frames, and keeps the way through their lines."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.way: set[tuple[int, int]] = set()
        self.last: dict[types.FrameType, int] = {}

    def enter(self, frame: types.FrameType, event: str, argument: object) -> object:
        return self.step if frame.f_code.co_filename == FILE else None

    def step(self, frame: types.FrameType, event: str, argument: object) -> object:
        self.left -= 1
        if self.left < 0:
            raise TooLong
        if event == "line":
            self.way.add((self.last.get(frame, 0), frame.f_lineno))
            self.last[frame] = frame.f_lineno
        elif event == "return":
            self.way.add((self.last.pop(frame, 0), 0))
        return self.step


def arguments(text: str) -> tuple[list[object], dict[str, object]]:
    call = ast.parse(f"f({text})", mode="eval").body
    if not isinstance(call, ast.Call):
        raise ValueError(text)
    named = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    return [ast.literal_eval(argument) for argument in call.args], named


def answer(
    code: types.CodeType, entry: str, text: str, events: int
) -> tuple[str, list[tuple[int, int]]] | None:
    """Return what a call gives in a module of its own, so that no call sees what one before has changed."""
    steps = StepLimit(events)
    module = types.ModuleType("program")
    sys.modules["program"] = module
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            positional, named = arguments(text)
            exec(code, vars(module))
            sys.settrace(steps.enter)  # type: ignore[arg-type]  # `typing` is slow to import
            try:
                value = getattr(module, entry)(*positional, **named)
            finally:
                sys.settrace(None)
        shown = repr(value)
        if "set(" not in shown:  # which is no literal where there is nothing in it
            ast.literal_eval(shown)
    except BaseException:  # whatever it is: this input is not for this function
        return None
    return (shown, sorted(steps.way)) if len(shown) <= LONGEST else None


def main() -> None:
    job = json.load(sys.stdin)
    code = compile(job["source"], FILE, "exec", dont_inherit=True)
    out = sys.stdout
    for text in job["inputs"]:
        print(json.dumps(answer(code, job["entry"], text, job["events"])), file=out, flush=True)


main()
