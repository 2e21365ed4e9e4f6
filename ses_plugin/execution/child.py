"""What the fresh interpreter runs: read the job, limit itself, run the program, report.

This file is executed by path, alone (`python -S child.py JOB_FD REPORT_FD`), and so imports
nothing of SES. The report is one JSON object: {"error": str | None, "memory": bool, "value": str | None}.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import json
import os
import resource
import sys
import types
from typing import Any

_LEAVES = (bool, int, float, str, bytes, type(None))


def literal(value: object) -> str:
    """Return the Python literal of `value`, sets sorted so that its text is the same everywhere.

    Only exact built-in types are accepted: a subclass could claim to be anything.
    Raises TypeError for all else, RecursionError for a value that contains itself.
    """
    kind = type(value)
    if kind in _LEAVES:
        return repr(value)
    if isinstance(value, tuple) and kind is tuple:
        return "(" + ", ".join(map(literal, value)) + (",)" if len(value) == 1 else ")")
    if isinstance(value, list) and kind is list:
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, dict) and kind is dict:
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (set, frozenset)) and kind in (set, frozenset):
        inner = ", ".join(sorted(map(literal, value)))
        text = "{" + inner + "}" if inner else ""
        if kind is frozenset:
            return f"frozenset({text})"
        return text or "set()"
    raise TypeError(f"the returned value has type {kind.__name__}, which has no literal")


def limit(limits: dict[str, Any]) -> None:
    """Apply the rlimits that hold inside the child."""
    memory = limits["memory_mb"] << 20
    with contextlib.suppress(ValueError, OSError):  # macOS refuses to limit memory
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["output_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.set_int_max_str_digits(0)


def execute(job: dict[str, Any]) -> str | None:
    """Run the program as `__main__`; return the literal of the call's value, if it is a function."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    exec(compile(job["source"], "<program>", "exec"), module.__dict__)
    if job["entry"] is None:
        return None
    positional, named = arguments(job["input"])
    return literal(getattr(module, job["entry"])(*positional, **named))


def arguments(text: str) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments of a call, `text` being what stands between its parentheses.

    Raises SyntaxError or ValueError unless they are literals, by position or by name.
    """
    call = ast.parse(f"f({text})", mode="eval").body
    if not isinstance(call, ast.Call):
        raise ValueError(f"not the arguments of one call: {text[:200]}")
    named = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    return [ast.literal_eval(argument) for argument in call.args], named


def main() -> None:
    """Do the job that the parent put into the first descriptor, report into the second."""
    job_fd, report_fd = map(int, sys.argv[1:3])
    with os.fdopen(job_fd) as file:
        job = json.load(file)
    sys.argv = ["program.py"]
    vars(builtins).update(exit=sys.exit, quit=sys.exit)  # what `site` would have put there
    limit(job["limits"])
    report: dict[str, Any] = {"error": None, "memory": False, "value": None}
    try:
        report["value"] = execute(job)
        sys.stdout.flush()
    except SystemExit as stop:
        if stop.code not in (None, 0):
            report["error"] = f"SystemExit: {stop.code}"
    except BaseException as error:  # whatever the program raised is its result
        report["memory"] = isinstance(error, MemoryError)
        report["error"] = f"{type(error).__name__}: {error}"[:1000]
    os.write(report_fd, json.dumps(report).encode())


if __name__ == "__main__":
    main()
