"""`run`, `judge`, `trace`, `narrate` and `debug`: what needs no model. Programs run in the sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ses_plugin import execution
from ses_plugin.api import Narration, TestLike, as_program, as_tests, check_input
from ses_plugin.debugger.debug import debug_explanation, trace_once
from ses_plugin.debugger.report import DebugReport
from ses_plugin.errors import UsageError
from ses_plugin.execution import Isolation, Judgement
from ses_plugin.extraction import with_preloaded_names
from ses_plugin.narration.narrate import narrate as explain
from ses_plugin.narration.style import STYLES, Style
from ses_plugin.scoring.judge_comparators import Comparator, OutputValidator
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import EVENTS, SIZE, trace_program
from ses_plugin.types.problem import Problem, PublicProblem
from ses_plugin.types.program import ExecutionResult, Limits, Program


def run(
    program: str | Program,
    input: str = "",
    *,
    entry_point: str | None = None,
    limits: Limits | None = None,
    isolation: Isolation | str | None = None,
) -> ExecutionResult:
    r"""Run a program in the sandbox.

    Args:
        program: Its source, or a `Program`.
        input: Its standard input; for a function the text between the parentheses of the call.
        entry_point: The function to be called, None for a program that reads standard input.
        limits: What it may use: `Limits(cpu_s=..., wall_s=..., memory_mb=..., output_bytes=...)`, in seconds,
            MiB and bytes; by default 10 s and 1024 MiB.
        isolation: "namespaces", "process" or "rlimits"; by default the strongest, or what `SES_ISOLATION`
            names.

    Returns:
        How it ended, what it printed or returned, and what it used. An exception or a time-out of the program
        is a value, too.

    Raises:
        UsageError: An argument can't be used as given.
        SandboxError: Programs can't be run here at all.

    Example:
        >>> run("print(int(input()) * 2)", "21").stdout
        '42\n'
        >>> run("def double(n): return 2 * n", "n=21", entry_point="double").value
        '42'
    """
    _check_limits(limits)
    whole = as_program(program, entry_point)
    return execution.run(whole, check_input(whole, input), limits, isolation)


def judge(  # noqa: PLR0913 - what to judge, and options by name
    program: str | Program,
    tests: Problem | PublicProblem | Sequence[TestLike],
    *,
    entry_point: str | None = None,
    comparator: Comparator | OutputValidator | None = None,
    limits: Limits | None = None,
    stop_at_first_failure: bool = False,
) -> Judgement:
    """Judge a program on tests, in the sandbox.

    Args:
        program: Its source, or a `Program`.
        tests: A list of `(input, output)` or `Test`; or a problem: its private tests (its public ones if it
            has no others), its entry point, its limits, its comparator, and the names that its judge gives.
        entry_point: The function to be called, None for a program that reads standard input.
        comparator: What says whether an output is right; by default that of Kattis problem packages, and for
            functions equality of values.
        limits: What one run may use, in seconds of the reference machine, MiB and bytes.
        stop_at_first_failure: Whether to run no further test after one that fails.

    Returns:
        The verdict (AC, WA, RE, TLE, MLE, OLE, JE), also for each test.

    Raises:
        UsageError: An argument can't be used as given.
        SandboxError: Programs can't be run here at all.

    Example:
        >>> judge("print(int(input()) * 2)", [("21", "42"), ("1", "3")])
        Judgement(verdict='WA', accepted=1, judged=2, total=2)
    """
    _check_limits(limits)
    whole = as_program(program, entry_point)
    if not isinstance(tests, Problem | PublicProblem):
        cases = as_tests(tests)
    else:
        problem = tests if isinstance(tests, Problem) else Problem("", tests)
        if isinstance(program, str) and entry_point is None:
            whole = with_preloaded_names(program, problem.public)
        elif whole.entry_point is None:
            whole = replace(whole, entry_point=problem.public.entry_point)
        cases = problem.private_tests.for_the_judge() or problem.public.public_tests
        comparator, limits = comparator or problem.public.checker, limits or problem.limits
    if not cases:
        raise UsageError("tests: there are none to judge the program by; give [(input, output), ...]")
    return execution.judge(
        whole, cases, comparator=comparator, limits=limits, stop_at_first_failure=stop_at_first_failure
    )


def trace(  # noqa: PLR0913 - what to run, and options by name
    program: str | Program,
    input: str = "",
    *,
    entry_point: str | None = None,
    limits: Limits | None = None,
    events: int = EVENTS,
    size: int = SIZE,
) -> Trace:
    r"""Run a program in the sandbox and record each of its steps.

    Args:
        program: Its source, or a `Program`.
        input: Its standard input; for a function the text between the parentheses of the call.
        entry_point: The function to be called, None for a program that reads standard input.
        limits: As in `run`.
        events: The most events that are recorded.
        size: The most bytes that are recorded.

    Returns:
        The trace; `truncated` says where it ends before the run did. `ses_plugin.tracing.render.render` shows
        it as a table, a page to step through, or text for models.

    Raises:
        UsageError: An argument can't be used as given.
        SandboxError: Programs can't be run here at all.

    Example:
        >>> trace("n = int(input())\nprint(n * 2)", "21")
        Trace(outcome='ok', events=4, stdout='42\n')
    """
    _check_limits(limits)
    for name, value in (("events", events), ("size", size)):
        if type(value) is not int or value < 1:
            raise UsageError(f"{name}={value!r:.100}: give an integer of at least 1")
    whole = as_program(program, entry_point)
    return trace_program(whole, check_input(whole, input), limits, events=events, size=size)


def narrate(
    program: str | Program | Trace,
    input: str = "",
    *,
    style: Style | str = "full",
    entry_point: str | None = None,
    limits: Limits | None = None,
) -> Narration:
    r"""Explain a run of a program in English: its steps, and last its output. No model is asked.

    Args:
        program: Its source, a `Program`, or the `Trace` of a run.
        input: Its standard input; for a function the text between the parentheses of the call.
        style: "full" (for people and large models), "compact" (a short line for each step), "concise" (it
            sums up), or a `Style` (`ses_plugin.narration.style`).
        entry_point: The function to be called, None for a program that reads standard input.
        limits: As in `run`.

    Returns:
        The explanation. Every sentence is a fact of the trace.

    Raises:
        UsageError: An argument can't be used as given; the run did not end by itself, or has more steps than
            a trace has room for, so that it can't be explained.
        SandboxError: Programs can't be run here at all.

    Example:
        >>> print(narrate("n = int(input())\nprint(n * 2)", "21"))
        Line 1: input() is '21'; int('21') is 21, so `n` becomes 21.
        Line 2: 21 * 2 is 42; it prints `42`.
        <BLANKLINE>
        So the program prints:
        <output>
        42
        </output>
    """
    chosen = STYLES.get(style) if isinstance(style, str) else style
    if not isinstance(chosen, Style):
        raise UsageError(f"style={style!r:.100}: give {', '.join(map(repr, STYLES))} or a Style")
    if isinstance(program, Trace):
        if input or entry_point is not None or limits is not None:
            raise UsageError("input, entry_point and limits: not beside a Trace, which is of a run already")
        run_trace = program
    else:
        run_trace = trace(program, input, entry_point=entry_point, limits=limits)
    text = explain(run_trace, chosen)
    return Narration(text, run_trace.source, run_trace.input, run_trace.output, run_trace.entry_point)


def debug(
    program: str | Program | Trace,
    input: str,
    explanation: str,
    *,
    entry_point: str | None = None,
    limits: Limits | None = None,
) -> DebugReport:
    r"""Find where an explanation of a run leaves the real run, which is made in the sandbox.

    Args:
        program: Its source, a `Program`, or the `Trace` of the run, whose input `input` then has to be.
        input: Its standard input; for a function the text between the parentheses of the call.
        explanation: A model's text: prose with an answer between <output> tags, one of the styles of
            `narrate`, CWM's frames, or a scratchpad.
        entry_point: The function to be called, None for a program that reads standard input.
        limits: As in `run`.

    Returns:
        The first divergence with its class, place in the text, predicted and real value; how much of the
        explanation could be checked; whether the answer is right. docs/debugger.md has the classes.

    Raises:
        UsageError: An argument can't be used as given. Nothing in `explanation` raises an exception.
        SandboxError: Programs can't be run here at all.

    Example:
        >>> debug("n = int(input())\nprint(n * 2)", "21", "`n` is set to 12.\n<output>24</output>")
        DebugReport(verdict='diverges', answer='wrong', coherent=True, true=0, false=1, unknown=0)
          wrong_input: Line 1, visit 1: of the input, n is 21, not 12.
    """
    _check_limits(limits)
    if not isinstance(explanation, str):
        raise UsageError(f"explanation={explanation!r:.100}: give the text of a model")
    if isinstance(program, Trace):
        if input != program.input or entry_point is not None or limits is not None:
            raise UsageError("a Trace is of a run already: give its own input, no entry_point and no limits")
        return debug_explanation(explanation, program)
    whole = as_program(program, entry_point)
    given = check_input(whole, input)
    run_trace = trace_once(whole, given) if limits is None else trace_program(whole, given, limits)
    return debug_explanation(explanation, run_trace)


def _check_limits(limits: object) -> None:
    if not isinstance(limits, Limits | None):
        raise UsageError(f"limits={limits!r:.100}: give Limits(cpu_s=..., wall_s=..., memory_mb=...)")
