"""Check the embedded programs: `python -m ses_plugin.datasets.check [NAME ...]`.

Prints what is off, one line each, and exits with status 1 if anything is.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator

from ses_plugin.datasets.draw import Draw
from ses_plugin.datasets.features import MAX_EVENTS, measure
from ses_plugin.datasets.sources import Source, load, sources, _ROOTS
from ses_plugin.execution import run
from ses_plugin.programs import Outcome, Program, Ran
from ses_plugin.tracing.counting import counted, instrument

_INPUTS = 5
_LEVELS = (1, 2, 3)
_MAX_OUTPUT = 300
_RESERVED = ("<program>", "<input>", "<output>", "</output>", "<think>", "</think>")


def check(source: Source) -> Iterator[str]:
    """Yield what is off with `source`, in words."""
    if source.kind == "stdin" and sorted(source.programs) != [
        *("correct_1", "correct_2", "wrong_1", "wrong_2", "wrong_3")
    ]:
        yield f"programs are {sorted(source.programs)}"
    for name, program in source.programs.items():
        for constant in source.constants:
            if not _has_constant(program, constant):
                yield f"{name}: no module-level {constant} = literal"
        if any(word in program.source for word in _RESERVED):
            yield f"{name}: contains a reserved tag"
    differs: Counter[str] = Counter()
    events: dict[int, list[int]] = {level: [] for level in _LEVELS}
    for level in _LEVELS:
        for index in range(_INPUTS):
            text = source.generate(Draw(index, "check", source.name, level), level)
            if text != source.generate(Draw(index, "check", source.name, level), level):
                yield f"level {level}: the generator is not a function of its draw"
            outputs: dict[str, str] = {}
            for name, program in source.programs.items():
                ran = run(Program(instrument(program.source, 20_000), program.entry), text)
                steps = counted(ran)
                problem = _problem(ran)
                if problem or steps is None:
                    yield f"{name}, level {level}, input {index}: {problem or 'too many steps'} on {text!r}"
                    continue
                outputs[name] = ran.stdout if program.entry is None else str(ran.value)
                if not outputs[name].strip() or len(outputs[name]) > _MAX_OUTPUT:
                    yield f"{name}, level {level}: output of {len(outputs[name])} characters on {text!r}"
                if name in ("correct_1", "function"):
                    events[level].append(measure(program.source, steps, "").trace_events)
            if outputs.get("correct_1") != outputs.get("correct_2"):
                yield f"correct_1 and correct_2 differ on {text!r}"
            differs.update(n for n in outputs if outputs[n] != outputs.get("correct_1"))
    total = _INPUTS * len(_LEVELS)
    for name in source.programs:
        if name.startswith("wrong") and differs[name] * 100 < 13 * total:
            yield f"{name} differs from correct_1 on only {differs[name]} of {total} inputs"
    means = [sum(events[level]) / max(1, len(events[level])) for level in _LEVELS]
    if not means[0] < means[1] < means[2]:
        yield f"events do not grow with the level: {means}"
    if means[0] > 90 or means[2] < 130 or max(events[3], default=0) > MAX_EVENTS:
        yield f"events per level {[round(m) for m in means]}, most {max(events[3], default=0)}"


def _has_constant(program: Program, name: str) -> bool:
    return any(
        isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
        for node in ast.parse(program.source).body
    )


def _problem(ran: Ran) -> str | None:
    return None if ran.outcome is Outcome.OK else f"{ran.outcome.value} ({ran.error})"


def main(names: list[str]) -> int:
    """Check the named sources, or all; return the number of those that are off."""
    folders = [root / name for name in names for root in _ROOTS.values() if (root / name).is_dir()]
    chosen = [load(folder) for folder in folders] if names else list(sources())
    off = 0
    for source in chosen:
        lines = list(check(source))
        off += bool(lines)
        print(f"{source.name}: {'clean' if not lines else ''}", *lines, sep="\n  " if lines else "")
    print(f"{len(chosen)} checked, {off} off")
    return off


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
