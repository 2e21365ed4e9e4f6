"""Narrators with a fault put back: what the check has to find. Each fault is one that explanations have had.

A fault is a function that changes the record which the narrator reads, or the steps that it makes of it; the
check reads the record as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

from ses_plugin.narration import effects, expressions, narrate, step_builder
from ses_plugin.narration.expressions import number_of
from ses_plugin.narration.program_map import Owner, line_of, program_map
from ses_plugin.narration.steps import Becomes, Fact, Leaves, RunStep, Says, Takes
from ses_plugin.narration.style import ExplanationRefused, Style
from ses_plugin.tracing.trace import Probe, ProbeKind, Trace


def broken(fault: str, trace: Trace, style: Style) -> str:
    """Return the explanation of a narrator with a fault; "" if it makes none."""
    try:
        return FAULTS[fault](trace, style)
    except (ExplanationRefused, LookupError, AttributeError):
        return ""


def _record(change: Callable[[Trace], Trace]) -> Callable[[Trace, Style], str]:
    return lambda trace, style: narrate.narrate(change(trace), style)


def _steps(change: Callable[[list[RunStep]], list[RunStep]]) -> Callable[[Trace, Style], str]:
    def made(trace: Trace, style: Style) -> str:
        steps = change(step_builder.build_steps(trace))
        with patch.object(narrate, "build_steps", lambda _: steps):
            return narrate.narrate(trace, style)

    return made


def _stay(trace: Trace) -> Trace:
    """Keep a frame that an exception leaves on the stack."""
    return replace(trace, events=tuple(replace(event, leaves=False) for event in trace.events))


def _first_of_line(trace: Trace) -> Trace:
    """Give a place only to the first statement of a line."""
    nodes = program_map(trace.source).nodes
    first: dict[int, int] = {}
    for node in nodes:
        if isinstance(node, Owner):
            first.setdefault(line_of(node), number_of(node))
    kept = [
        probe
        for probe in trace.probes
        if probe.kind is not ProbeKind.STATEMENT or first[line_of(nodes[probe.node])] == probe.node  # type: ignore[arg-type]
    ]
    return replace(trace, probes=tuple(kept))


def _in_comprehension(trace: Trace, number: int) -> bool:
    program = program_map(trace.source)
    node = program.of(program.nodes[number]).parent
    while node is not None and not isinstance(node, ast.stmt):
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)):
            return True
        node = program.of(node).parent
    return False


def _stale_names(trace: Trace) -> Trace:
    """Give names in comprehensions and lambdas the value of the time before."""
    known: dict[int, tuple[str, ...]] = {}
    probes: list[Probe] = []
    for probe in trace.probes:
        if probe.names and _in_comprehension(trace, probe.node):
            before = known.get(probe.node, probe.names)
            known[probe.node] = probe.names
            probes.append(replace(probe, names=before))
        else:
            probes.append(probe)
    return replace(trace, probes=tuple(probes))


def _no_walrus(trace: Trace) -> Trace:
    """Give the name of a walrus another value."""
    program = program_map(trace.source)
    probes = [
        replace(probe, value="4")
        if isinstance(program.of(program.nodes[probe.node]).parent, ast.NamedExpr)
        else probe
        for probe in trace.probes
    ]
    return replace(trace, probes=tuple(probes))


def _no_brackets(trace: Trace, style: Style) -> str:
    """Put no brackets around a negative number: -4 ** 2."""
    plain = lambda text: ast.Name(text, ast.Load())  # noqa: E731
    with patch.object(expressions, "value_node", plain), patch.object(effects, "value_node", plain):
        return narrate.narrate(trace, style)


def _no_operands(trace: Trace) -> Trace:
    """Leave out what is computed on the way to a condition: `xs and xs.pop() > 1`."""
    program = program_map(trace.source)
    parts = (ast.BoolOp, ast.Compare)
    kept = [
        probe
        for probe in trace.probes
        if probe.kind is not ProbeKind.VALUE
        or not isinstance(program.of(program.nodes[probe.node]).parent, parts)
    ]
    return replace(trace, probes=tuple(kept))


def _no_handlers(trace: Trace) -> Trace:
    """Leave out handlers."""
    nodes = program_map(trace.source).nodes
    kept = [p for p in trace.probes if not isinstance(nodes[p.node], ast.ExceptHandler)]
    return replace(trace, probes=tuple(kept))


def _without(leave_out: Callable[[RunStep], bool]) -> Callable[[list[RunStep]], list[RunStep]]:
    return lambda steps: [step for step in steps if not leave_out(step)]


def _last_iterations(steps: list[RunStep]) -> list[RunStep]:
    """Leave out the last iteration of a loop."""
    last: dict[int, int] = {}
    for step in steps:
        for run, iteration in step.path:
            last[run] = max(iteration, last.get(run, 0))
    return [s for s in steps if not any(i > 1 and i == last[run] for run, i in s.path)]


def _count_from_zero(steps: list[RunStep]) -> list[RunStep]:
    """Count iterations from 0."""
    for step in steps:
        step.items = [
            replace(item, number=item.number - 1) if isinstance(item, Takes) and item.number > 1 else item
            for item in step.items
        ]
    return steps


def _other_branch(steps: list[RunStep]) -> list[RunStep]:
    """Tell the first condition that is false as true."""
    for step in steps:
        for index, item in enumerate(step.items):
            if isinstance(item, Fact) and item.truth is False:
                step.items[index] = replace(item, truth=True, result="True")
                return steps
    return steps


def _values_before(steps: list[RunStep]) -> list[RunStep]:
    """Tell a name with the value that it had before."""
    known: dict[str, str] = {}
    for step in steps:
        for index, item in enumerate(step.items):
            if isinstance(item, Becomes) and not item.result:
                step.items[index] = replace(item, value=known.get(item.name, item.value))
                known[item.name] = item.value
    return steps


def _result_first(steps: list[RunStep]) -> list[RunStep]:
    """Tell the head of a loop after the step that follows it."""
    for index, step in enumerate(steps[:-1]):
        if any(isinstance(item, Takes) and item.number for item in step.items):
            steps[index], steps[index + 1] = steps[index + 1], step
            return steps
    return steps


FAULTS: dict[str, Callable[[Trace, Style], str]] = {
    "frames left by an exception stay on the stack": _record(_stay),
    "one place for each line": _record(_first_of_line),
    "names of comprehensions and lambdas in another scope": _record(_stale_names),
    "a walrus keeps its old value": _record(_no_walrus),
    "-4 ** 2 without brackets": _no_brackets,
    "operands of conditions vanish": _record(_no_operands),
    "handlers vanish": _record(_no_handlers),
    "the last iteration is missing": _steps(_last_iterations),
    "iterations are counted from 0": _steps(_count_from_zero),
    "a condition comes out the other way": _steps(_other_branch),
    "a name with the value before": _steps(_values_before),
    "a step before the one it follows": _steps(_result_first),
    "returns are missing": _steps(_without(lambda s: any(isinstance(i, Leaves) for i in s.items))),
    "ends of loops are missing": _steps(_without(lambda s: s.items == [Says("end")])),
}
"""What is broken, by its name."""
