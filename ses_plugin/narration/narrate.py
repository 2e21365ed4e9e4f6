"""The story of a run in English, made from its trace alone."""

from __future__ import annotations

import ast
from collections import Counter

from ses_plugin.errors import UsageError
from ses_plugin.extraction import extract_answer, format_answer
from ses_plugin.narration import provenance, statements
from ses_plugin.narration.execution_tree import (
    FunctionCall,
    Iteration,
    Loop,
    Path,
    Step,
    all_calls,
    printed_by,
    steps_of_item,
)
from ses_plugin.narration.formatting import (
    capitalize,
    describe_printed,
    describe_values,
    format_code,
    format_value,
    join_list,
    pluralize,
)
from ses_plugin.narration.source import header
from ses_plugin.narration.style import FULL, Style, shorter_styles
from ses_plugin.narration.tree_builder import calls_of
from ses_plugin.scoring.prediction_match import MAX_CHARACTERS, literal_matches, stdout_matches
from ses_plugin.tracing.trace import Trace
from ses_plugin.types.program import Outcome


def narrate(trace: Trace, style: Style = FULL) -> str:
    """Return the story of a run, which ends in its output in an answer block.

    Every sentence is a fact of the trace. A run that ended by an exception is told like another.
    Raises UsageError if the trace is not whole (it was cut, or the run was stopped), its source is no Python,
    or its output can't be read back from an answer block.
    """
    if trace.truncated:
        raise UsageError(
            f"this trace ends before its run did ({trace.truncated}), so its story can't be told; "
            "trace with a higher limit of events or bytes, or on a smaller input"
        )
    if trace.outcome not in (Outcome.OK, Outcome.EXCEPTION):
        raise UsageError(
            f"a run that was stopped ({trace.outcome}: {trace.error}) can't be told; only one that ended by "
            "itself or by an exception can"
        )
    calls = calls_of(trace)
    for less in shorter_styles(style):
        story = _Explanation(trace, less).tell(calls)
        if len(story) <= style.characters:
            break
    text = f"{story}\n\n{_ending(trace)}\n{format_answer(trace.output)}"
    same = stdout_matches if trace.value is None else literal_matches
    if not same(extract_answer(text).text, trace.output):
        raise UsageError(
            f"the output of this run ({len(trace.output):,} characters) can't be given as an answer: it is "
            f"longer than {MAX_CHARACTERS:,} characters, or has tags or quotes that answer blocks have"
        )
    return text


def _ending(trace: Trace) -> str:
    if trace.outcome is Outcome.EXCEPTION:
        start = f"The run ends with an exception that is not caught: {trace.error}."
        return f"{start} What it has printed by then:" if trace.stdout else f"{start} It has printed nothing:"
    if trace.value is not None:
        return "So the call returns:"
    return "So the program prints:" if trace.stdout else "So the program prints nothing:"


class _Explanation:
    """A story as it grows: lines of sentences, indented by how deep inside of loops and calls they are."""

    def __init__(self, trace: Trace, style: Style) -> None:
        self.trace = trace
        self.style = style
        self.lines: list[str] = []
        self.told: Counter[str] = Counter()
        self.open: list[str] = []
        self.line: list[str] = []
        self.reason = ""
        """That of the sentence before."""

    def tell(self, calls: list[FunctionCall]) -> str:
        for call in calls:
            if call.is_function:
                self._say(0, _arguments(call, "is called"))
                self._call(call, 0)
            else:
                self._block(call.items, 0, loops=0)
            self._end(0)
        return "\n".join(self.lines)

    def _say(self, depth: int, *sentences: str) -> None:
        self.line += sentences

    def _end(self, depth: int) -> None:
        if self.line:
            self.lines.append("  " * depth + " ".join(self.line))
        self.line = []

    def _block(self, items: list[Step | Loop], depth: int, loops: int) -> None:
        """Tell the items of a block; of very many the first and last."""
        most = self.style.steps
        if len(items) > most + 1:
            half = most // 2
            self._items(items[: most - half], depth, loops)
            self._rest(items[most - half : len(items) - half])
            self._items(items[len(items) - half :], depth, loops)
        else:
            self._items(items, depth, loops)

    def _items(self, items: list[Step | Loop], depth: int, loops: int) -> None:
        defined: list[Step] = []
        for item in items:
            if isinstance(item, Step) and statements.is_definition(item):
                defined.append(item)
                continue
            self._defined(defined)
            if isinstance(item, Step):
                self._step(item, depth)
            else:
                self._loop(item, depth, loops)
        self._defined(defined)

    def _defined(self, steps: list[Step]) -> None:
        if steps and self.style.conditions:
            self.line.append(statements.describe_definitions(steps))
        steps.clear()

    def _rest(self, items: list[Step | Loop]) -> None:
        facts = statements.summarize_changes(step for item in items for step in steps_of_item(item))
        text = "".join(map(printed_by, items))
        facts += [f"the program {describe_printed(text)}"] if text else []
        self.line.append(
            f"{pluralize(len(items), 'more step')} follow{'s' if len(items) == 1 else ''}"
            + (f": {'; '.join(facts)}." if facts else ".")
        )

    def _step(self, step: Step, depth: int) -> None:
        said = statements.describe_step(step, conditions=self.style.conditions, why=self.style.value_origins)
        if isinstance(step.node, (ast.Break, ast.Continue)):  # what it leaves may end a generator
            self.line += said
            said = []
        self._calls(step, depth)
        if (
            not isinstance(step.node, ast.Return) or step.raised
        ):  # a return is told with the call that it ends
            self._sentences(said)

    def _sentences(self, said: list[str]) -> None:
        """Add sentences; the reason of a condition that those right before had too is not said again."""
        for sentence in said:
            start, since, reason = sentence.partition(", since ")
            same = bool(since) and self.line and reason == self.reason
            self.line.append(f"{start}, too." if same else sentence)
            self.reason = reason

    def _calls(self, step: Step, depth: int) -> None:
        """Tell the calls that a step made."""
        calls = all_calls(step)
        short: list[FunctionCall] = []
        for call in calls:
            if not self._worth(call):
                short.append(call)
                continue
            self._short(short, calls)
            self.told[call.function] += 1
            self._say(depth, _arguments(call, "goes on" if call.resumed else "is called"))
            self._end(depth)
            self.open.append(call.function)
            self._call(call, depth + 1)
            self.open.pop()
            self._end(depth + 1)
        self._short(short, calls)

    def _worth(self, call: FunctionCall) -> bool:
        """Return whether a call is told: one of the first, not deep in a recursion, or most of the run."""
        if self.open.count(call.function) > 2 or not call.items:
            return False
        large = 2 * (call.last - call.first) > len(self.trace.events) and call.function not in self.open
        return large or self.told[call.function] < self.style.calls

    def _short(self, calls: list[FunctionCall], among: list[FunctionCall]) -> None:
        """Tell calls by their arguments and values alone; of many only how many there were among all."""
        text = "".join(printed_by(item) for call in calls for item in call.items)
        if len(calls) > (8 if text else 3):
            called = Counter(call.function for call in among if not call.resumed)
            whole = " in all" if len(calls) < len(among) else ""
            self.line += [f"`{n}` is called {pluralize(c, 'time')}{whole}." for n, c in called.items()]
        else:
            self.line += [_in_short(call) for call in calls if call.value is not None or call.raised]
            text = ""
        if text and len(calls) == len(among):
            self.line.append(f"In all this the program {describe_printed(text)}.")
        calls.clear()

    def _call(self, call: FunctionCall, depth: int) -> None:
        """Tell what a call does, and how it ends."""
        self._block(call.items, depth, loops=0)
        self.line.append(_end_of(call, self.style.value_origins))

    def _loop(self, repeat: Loop, depth: int, loops: int) -> None:
        opening = repeat.opening if isinstance(repeat.node, ast.For) else None
        if opening is not None:  # what is gone through is made before the loop begins
            self._calls(opening, depth)
        said = format_code(header(repeat.node)) or f"in line {repeat.node.lineno}"
        count = len(repeat.iterations)
        way = f"runs {pluralize(count, 'time')}" if count else "does not run at all"
        if repeat.resumed or repeat.paused:  # the other iterations are told where the generator goes on
            way = "goes on" if repeat.resumed else "begins"
        self.line.append(f"The loop {said} {way}.")
        told = self._told(repeat.iterations, loops)
        self._end(depth)
        waiting: list[Iteration] = []
        paths: set[Path] = set()
        seen = True
        for iteration in repeat.iterations:
            if iteration.number not in told:
                waiting.append(iteration)
                seen = seen and iteration.path in paths
                paths.add(iteration.path)
                continue
            self._summed(waiting, depth + 1, seen)
            seen = True
            paths.add(iteration.path)
            self._iteration(repeat, iteration, depth + 1, loops + 1)
        self._summed(waiting, depth + 1, seen)
        self._over(repeat, depth)

    def _told(self, iterations: list[Iteration], loops: int) -> set[int]:
        """Return the numbers of the iterations that are told one by one."""
        first = max(min(1, self.style.iterations), self.style.iterations - loops)
        if not first:
            return set()
        told = {iteration.number for iteration in (*iterations[:first], *iterations[-1:])}
        if len(iterations) == first + 2:
            told.add(iterations[first].number)  # one alone is as short as its summary
        paths: set[Path] = set()
        for iteration in iterations if self.style.path_changes else ():
            if iteration.path not in paths:
                told.add(iteration.number)
            paths.add(iteration.path)
        return told

    def _summed(self, iterations: list[Iteration], depth: int, seen: bool) -> None:
        if iterations:
            self.line.append(statements.summarize_iterations(iterations, seen=seen))
            self._end(depth)
        iterations.clear()

    def _iteration(self, repeat: Loop, iteration: Iteration, depth: int, loops: int) -> None:
        if iteration.head is not None and (
            iteration.head is not repeat.opening or isinstance(repeat.node, ast.While)
        ):
            self._calls(iteration.head, depth)
            self._end(depth)
        goes_on = " goes on" if iteration.resumed else ""
        self.line.append(f"Iteration {iteration.number}{goes_on}{self._reason(repeat, iteration)}:")
        self._block(iteration.items, depth, loops)
        if len(self.line) == 1 and self.line[0].endswith(":"):
            self.line = [self.line[0][:-1] + "."]
        self._end(depth)

    def _reason(self, repeat: Loop, iteration: Iteration) -> str:
        """Return what an iteration begins with: " (`x` is 3)"."""
        head = iteration.head
        if head is None:
            return ""
        if isinstance(repeat.node, ast.While):
            return (
                provenance.explain_condition(repeat.node.test, head.before, True)
                if self.style.value_origins
                else ""
            )
        new = [(name, text) for name, text in dict(head.changes).items() if text is not None]
        names = [part.id for part in ast.walk(repeat.node.target) if isinstance(part, ast.Name)]
        known = dict(new)
        said = [(n, known.get(n) or head.own[n]) for n in names if n in known or n in head.own]
        return f" ({describe_values(said)})" if said else ""

    def _over(self, repeat: Loop, depth: int) -> None:
        end = repeat.end
        if end is None:
            return
        if repeat.iterations or isinstance(repeat.node, ast.While):
            self._calls(end, depth)
        if end.raised:
            self.line += statements.describe_step(end)
        elif isinstance(repeat.node, ast.While) and self.style.conditions:
            self._false(repeat.node, end, ended=bool(repeat.iterations) or repeat.resumed)

    def _false(self, node: ast.While, end: Step, *, ended: bool) -> None:
        """Tell why a loop is over, or has not begun."""
        said = format_code(node.test) or f"the condition of line {node.lineno}"
        reason = (
            provenance.explain_condition(node.test, end.before, False) if self.style.value_origins else ""
        )
        if ended:
            self.line.append(f"Then {said} is false{reason}, and the loop ends.")
        else:
            self.line.append(f"{capitalize(said)} is false{reason}.")


def _arguments(call: FunctionCall, verb: str) -> str:
    if call.resumed or not call.arguments:
        return f"`{call.function}` {verb}." if not call.resumed else f"`{call.function}` goes on."
    given = [f"`{name}` = {format_value(text)}" for name, text in call.arguments.items()]
    return f"`{call.function}` {verb} with {join_list(given)}."


def _in_short(call: FunctionCall) -> str:
    given = [f"`{name}` = {format_value(text)}" for name, text in call.arguments.items()]
    called = f", called with {join_list(given)}," if given and not call.resumed else ""
    text = "".join(map(printed_by, call.items))
    did = [
        *(["goes on"] if call.resumed else []),
        *([describe_printed(text)] if text else []),
        _way(call),
    ]
    return f"`{call.function}`{called} {join_list(did)}."


def _way(call: FunctionCall) -> str:
    if call.value is None:
        return f"is left by the exception {call.raised}"
    return f"{'yields' if call.yielded else 'returns'} {format_value(call.value)}"


def _end_of(call: FunctionCall, why: bool) -> str:
    """Return how a call ends: "`gcd` returns 2, which is `a`"."""
    reason = ""
    last = call.items[-1] if call.items else None
    if isinstance(last, Loop):
        last = [*steps_of_item(last)][-1]
    if (
        why
        and isinstance(last, Step)
        and isinstance(last.node, ast.Return)
        and last.node.value
        and call.value
    ):
        reason = provenance.origin(last.node.value, last.before, call.value)
    return f"`{call.function}` {_way(call)}{reason}."
