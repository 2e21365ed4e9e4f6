"""The story of a run in English, made from its trace alone."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass, replace

from ses_plugin.comparison import MAX_CHARACTERS, same_stdout, same_value
from ses_plugin.errors import UsageError
from ses_plugin.narration import reasons, statements, summaries, words
from ses_plugin.narration.blocks import Call, Iteration, Path, Repeat, Step, all_calls, printed, steps
from ses_plugin.narration.building import calls_of
from ses_plugin.narration.source import header
from ses_plugin.parsing import answer_block, read_answer
from ses_plugin.programs import Outcome
from ses_plugin.tracing.trace import Trace


@dataclass(frozen=True, slots=True)
class Style:
    """How much is told.

    `iterations` is how many of a loop's first iterations are told one by one (one fewer in each loop further
    in, and the last one always if any is); `calls` how many calls of each function. `turns`: also iterations
    that take another path than those before. `steps` is how many steps and loops of a block are told, the
    rest being summed up. `conditions` and `why` are whether to tell how conditions came out, and where values
    came from. `characters` bounds the story without its answer: as much is summed up as that takes.
    """

    iterations: int = 3
    calls: int = 3
    turns: bool = True
    steps: int = 200
    conditions: bool = True
    why: bool = True
    characters: int = 6_000


FULL = Style()
CONCISE = Style(iterations=1, calls=1, turns=False, steps=20, conditions=False, why=False, characters=2_000)


def narrate(trace: Trace, style: Style = FULL) -> str:
    """Return the story of a run, which ends in its output in an answer block.

    Every sentence is a fact of the trace. A run that ended by an exception is told like another.
    Raises UsageError if the trace is not whole (it was cut, or the run was stopped), its source is no Python,
    or its output can't be read back from an answer block.
    """
    if trace.cut:
        raise UsageError(
            f"this trace ends before its run did ({trace.cut}), so its story can't be told; "
            "trace with a higher limit of events or bytes, or on a smaller input"
        )
    if trace.outcome not in (Outcome.OK, Outcome.EXCEPTION):
        raise UsageError(
            f"a run that was stopped ({trace.outcome}: {trace.error}) can't be told; only one that ended by "
            "itself or by an exception can"
        )
    calls = calls_of(trace)
    for less in _lesser(style):
        story = _Story(trace, less).tell(calls)
        if len(story) <= style.characters:
            break
    text = f"{story}\n\n{_ending(trace)}\n{answer_block(trace.output)}"
    same = same_stdout if trace.value is None else same_value
    if not same(read_answer(text).text, trace.output):
        raise UsageError(
            f"the output of this run ({len(trace.output):,} characters) can't be given as an answer: it is "
            f"longer than {MAX_CHARACTERS:,} characters, or has tags or quotes that answer blocks have"
        )
    return text


_LESS = (
    (3, 2, True, 200),
    (2, 2, True, 200),
    (2, 1, True, 100),
    (2, 1, False, 60),
    (1, 1, False, 40),
    (1, 0, False, 25),
    (0, 1, False, 25),
    (0, 0, False, 12),
    (0, 0, False, 5),
    (0, 0, False, 2),
)
"""Iterations, calls, turns and steps of what is told instead of a story that is too long."""


def _lesser(style: Style) -> list[Style]:
    """Return styles that tell less and less, the first being `style`."""
    return [
        style,
        *(
            replace(
                style,
                iterations=min(iterations, style.iterations),
                calls=min(calls, style.calls),
                turns=turns and style.turns,
                steps=min(steps, style.steps),
            )
            for iterations, calls, turns, steps in _LESS
        ),
    ]


def _ending(trace: Trace) -> str:
    if trace.outcome is Outcome.EXCEPTION:
        start = f"The run ends with an exception that is not caught: {trace.error}."
        return f"{start} What it has printed by then:" if trace.stdout else f"{start} It has printed nothing:"
    if trace.value is not None:
        return "So the call returns:"
    return "So the program prints:" if trace.stdout else "So the program prints nothing:"


class _Story:
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

    def tell(self, calls: list[Call]) -> str:
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

    def _block(self, items: list[Step | Repeat], depth: int, loops: int) -> None:
        """Tell the items of a block; of very many the first and last."""
        most = self.style.steps
        if len(items) > most + 1:
            half = most // 2
            self._items(items[: most - half], depth, loops)
            self._rest(items[most - half : len(items) - half])
            self._items(items[len(items) - half :], depth, loops)
        else:
            self._items(items, depth, loops)

    def _items(self, items: list[Step | Repeat], depth: int, loops: int) -> None:
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
            self.line.append(statements.definitions(steps))
        steps.clear()

    def _rest(self, items: list[Step | Repeat]) -> None:
        facts = summaries.changes(step for item in items for step in steps(item))
        text = "".join(map(printed, items))
        facts += [f"the program {words.printed(text)}"] if text else []
        self.line.append(
            f"{words.counted(len(items), 'more step')} follow{'s' if len(items) == 1 else ''}"
            + (f": {'; '.join(facts)}." if facts else ".")
        )

    def _step(self, step: Step, depth: int) -> None:
        said = statements.sentences(step, conditions=self.style.conditions, why=self.style.why)
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
        short: list[Call] = []
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

    def _worth(self, call: Call) -> bool:
        """Return whether a call is told: one of the first, not deep in a recursion, or most of the run."""
        if self.open.count(call.function) > 2 or not call.items:
            return False
        large = 2 * (call.last - call.first) > len(self.trace.events) and call.function not in self.open
        return large or self.told[call.function] < self.style.calls

    def _short(self, calls: list[Call], among: list[Call]) -> None:
        """Tell calls by their arguments and values alone; of many only how many there were among all."""
        text = "".join(printed(item) for call in calls for item in call.items)
        if len(calls) > (8 if text else 3):
            called = Counter(call.function for call in among if not call.resumed)
            whole = " in all" if len(calls) < len(among) else ""
            self.line += [f"`{n}` is called {words.counted(c, 'time')}{whole}." for n, c in called.items()]
        else:
            self.line += [_in_short(call) for call in calls if call.value is not None or call.raised]
            text = ""
        if text and len(calls) == len(among):
            self.line.append(f"In all this the program {words.printed(text)}.")
        calls.clear()

    def _call(self, call: Call, depth: int) -> None:
        """Tell what a call does, and how it ends."""
        self._block(call.items, depth, loops=0)
        self.line.append(_end_of(call, self.style.why))

    def _loop(self, repeat: Repeat, depth: int, loops: int) -> None:
        opening = repeat.opening if isinstance(repeat.node, ast.For) else None
        if opening is not None:  # what is gone through is made before the loop begins
            self._calls(opening, depth)
        said = words.code(header(repeat.node)) or f"in line {repeat.node.lineno}"
        count = len(repeat.iterations)
        way = f"runs {words.counted(count, 'time')}" if count else "does not run at all"
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
        for iteration in iterations if self.style.turns else ():
            if iteration.path not in paths:
                told.add(iteration.number)
            paths.add(iteration.path)
        return told

    def _summed(self, iterations: list[Iteration], depth: int, seen: bool) -> None:
        if iterations:
            self.line.append(summaries.iterations(iterations, seen=seen))
            self._end(depth)
        iterations.clear()

    def _iteration(self, repeat: Repeat, iteration: Iteration, depth: int, loops: int) -> None:
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

    def _reason(self, repeat: Repeat, iteration: Iteration) -> str:
        """Return what an iteration begins with: " (`x` is 3)"."""
        head = iteration.head
        if head is None:
            return ""
        if isinstance(repeat.node, ast.While):
            return reasons.condition(repeat.node.test, head.before, True) if self.style.why else ""
        new = [(name, text) for name, text in dict(head.changes).items() if text is not None]
        names = [part.id for part in ast.walk(repeat.node.target) if isinstance(part, ast.Name)]
        known = dict(new)
        said = [(n, known.get(n) or head.own[n]) for n in names if n in known or n in head.own]
        return f" ({words.states(said)})" if said else ""

    def _over(self, repeat: Repeat, depth: int) -> None:
        end = repeat.end
        if end is None:
            return
        if repeat.iterations or isinstance(repeat.node, ast.While):
            self._calls(end, depth)
        if end.raised:
            self.line += statements.sentences(end)
        elif isinstance(repeat.node, ast.While) and self.style.conditions:
            self._false(repeat.node, end, ended=bool(repeat.iterations) or repeat.resumed)

    def _false(self, node: ast.While, end: Step, *, ended: bool) -> None:
        """Tell why a loop is over, or has not begun."""
        said = words.code(node.test) or f"the condition of line {node.lineno}"
        reason = reasons.condition(node.test, end.before, False) if self.style.why else ""
        if ended:
            self.line.append(f"Then {said} is false{reason}, and the loop ends.")
        else:
            self.line.append(f"{words.begun(said)} is false{reason}.")


def _arguments(call: Call, verb: str) -> str:
    if call.resumed or not call.arguments:
        return f"`{call.function}` {verb}." if not call.resumed else f"`{call.function}` goes on."
    given = [f"`{name}` = {words.value(text)}" for name, text in call.arguments.items()]
    return f"`{call.function}` {verb} with {words.listed(given)}."


def _in_short(call: Call) -> str:
    given = [f"`{name}` = {words.value(text)}" for name, text in call.arguments.items()]
    called = f", called with {words.listed(given)}," if given and not call.resumed else ""
    text = "".join(map(printed, call.items))
    did = [*(["goes on"] if call.resumed else []), *([words.printed(text)] if text else []), _way(call)]
    return f"`{call.function}`{called} {words.listed(did)}."


def _way(call: Call) -> str:
    if call.value is None:
        return f"is left by the exception {call.raised}"
    return f"{'yields' if call.yielded else 'returns'} {words.value(call.value)}"


def _end_of(call: Call, why: bool) -> str:
    """Return how a call ends: "`gcd` returns 2, which is `a`"."""
    reason = ""
    last = call.items[-1] if call.items else None
    if isinstance(last, Repeat):
        last = [*steps(last)][-1]
    if (
        why
        and isinstance(last, Step)
        and isinstance(last.node, ast.Return)
        and last.node.value
        and call.value
    ):
        reason = reasons.origin(last.node.value, last.before, call.value)
    return f"`{call.function}` {_way(call)}{reason}."
