"""`ses simulate`: predict the output of a program, or of a call of a function."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from ses_plugin.cli import model_options
from ses_plugin.cli.output import for_terminal, make_console, print_usage
from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.files import (
    MAX_INPUT,
    MAX_SOURCE,
    PROGRAM,
    check_output,
    read_standard_input,
    read_text,
    write_output,
)
from ses_plugin.scoring.prediction_match import Difference, first_difference, literal_matches
from ses_plugin.service.options import SOLVE_OPTIONS
from ses_plugin.strategies.predictors import Prediction, simulate
from ses_plugin.syntax import find_argument_fault
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program
from ses_plugin.usage import with_budget

if TYPE_CHECKING:  # every command imports this module: the debugger is loaded only for --debug
    from ses_plugin.debugger.report import DebugReport
    from ses_plugin.tracing.trace import Trace

EXIT_MISMATCH, EXIT_NO_PREDICTION = 3, 4
"""Exit statuses: with --check, the prediction differs from the real output; there is no prediction."""

_OPTIONS = (
    replace(SOLVE_OPTIONS["votes"], help="predictions, of which the most frequent one wins"),
    replace(
        SOLVE_OPTIONS["temperature"],
        help="temperature of predictions",
        default_text="0; 1 if there are several votes",
    ),
    *(SOLVE_OPTIONS[name] for name in ("direct", "top_p", "max_tokens", "seed", "prompts")),
    *(SOLVE_OPTIONS[name] for name in ("max_calls", "max_total_tokens")),
)
"""The options of solving that apply to a single prediction, which uses no strategy."""

_CALL = "give the text between its parentheses, as in: echo '[1, 2], n=3' | ses simulate FILE --entry f"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "program", metavar="PROGRAM", type=Path, help="a Python file; its input is standard input"
    )
    parser.add_argument(
        "--entry",
        metavar="NAME",
        help="predict the value that this function returns; standard input has the arguments",
    )
    parser.add_argument(
        "--check", action="store_true", help="run the program too, and show the first difference"
    )
    parser.add_argument(
        "--debug",
        action="store_true",
        help="run the program too, and show where the model's explanation first leaves the real run",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="with --debug: write a page that steps through the real run with the explanation beside it",
    )
    model_options.add_model_arguments(parser, [replace(spec, by_strategy=False) for spec in _OPTIONS])


def run(options: argparse.Namespace) -> int:
    """Predict, print, and return the exit status: 0, EXIT_MISMATCH or EXIT_NO_PREDICTION."""
    _check_page(options)
    program = Program(read_text(options.program, MAX_SOURCE, PROGRAM), options.entry)
    input_text = read_standard_input(MAX_INPUT, "a shorter input, in UTF-8")
    if program.entry_point is not None:
        input_text = input_text.strip()
        if fault := find_argument_fault(input_text):  # before a call is paid for
            raise UsageError(f"standard input: {fault}; {_CALL}")
    solving = model_options.parse_flags(options)
    predictor = replace(solving, simulate_temperature=solving.temperature).predictor(Limits())
    flow = with_budget(simulate(program, input_text, predictor), solving.budget)
    flow_run = model_options.run_flow(flow, options, solving, (program, input_text))
    execution = shared_sandbox().run(program, input_text) if options.check else None
    debugged = _debug(program, input_text, flow_run.result) if options.debug else None
    difference = None if execution is None else _difference(flow_run.result, execution, program)
    if options.json:
        row = {**asdict(flow_run.result), "seconds": flow_run.seconds, "usage": flow_run.usage.to_row()}
        checked = {
            "execution": execution and execution.to_row(),
            "matches": None if execution is None else difference is None,
        }
        debug = {"debug": debugged and debugged[0].to_dict()}
        print(json.dumps({**row, **checked, **debug}, indent=2))
    else:
        _print(flow_run.result, execution, difference, solving.votes)
        if debugged is not None:
            from ses_plugin.cli.debug_view import print_debug

            print_debug(*debugged)
        print_usage(flow_run.usage, flow_run.seconds)
    if options.out is not None:
        _write_page(options.out, debugged)
    if flow_run.result.output is None:
        return EXIT_NO_PREDICTION
    return EXIT_MISMATCH if difference is not None else 0


def _check_page(options: argparse.Namespace) -> None:
    """Raise UsageError if the page can't be written: before a call is paid for."""
    if options.out is None:
        return
    if not options.debug:
        raise UsageError("--out: only a comparison with the real run is written; add --debug")
    check_output(options.out, "--out", _is_page)


def _is_page(beginning: bytes) -> bool:
    """Return whether a file with this beginning is a page of this command."""
    from ses_plugin.viewer.trace_page import DEBUGGER_TITLE

    title = f"<title>{escape(DEBUGGER_TITLE)}</title>"
    return beginning.startswith(b"<!doctype html>") and title.encode() in beginning[:1000]


def _write_page(path: Path, debugged: tuple[DebugReport, Trace, str] | None) -> None:
    """Write the page. What it says goes to standard error: standard output has the prediction."""
    from ses_plugin.viewer.trace_page import debugger_page

    if debugged is None:
        make_console().print("No page was written: no reply arrived.")
        return
    report, trace, explanation = debugged
    write_output(path, "--out", debugger_page(trace.to_json(), explanation, report.to_dict()))
    make_console().print(f"written to {for_terminal(str(path))}")


def _debug(
    program: Program, input_text: str, prediction: Prediction
) -> tuple[DebugReport, Trace, str] | None:
    """Return the report on the first vote for the prediction, the real run, and the vote's reply.

    None if no reply arrived: there is nothing to compare.
    """
    from ses_plugin.debugger.debug import debug_explanation
    from ses_plugin.tracing.tracer import trace_program

    votes = [vote for vote in prediction.votes if vote.reply]
    vote = next((vote for vote in votes if vote.output == prediction.output), None)
    if vote is None:
        return None
    trace = trace_program(program, input_text)
    return debug_explanation(vote.reply, trace), trace, vote.reply


def _difference(prediction: Prediction, execution: ExecutionResult, program: Program) -> Difference | None:
    """Return the first difference between prediction and execution; None if they match."""
    predicted = prediction.output
    if execution.outcome is not Outcome.OK:
        return Difference(1, predicted, None)
    if predicted is None:
        return Difference(1, None, execution.output)
    if program.entry_point is None:
        return first_difference(predicted, execution.output)
    return (
        None if literal_matches(predicted, execution.output) else Difference(1, predicted, execution.output)
    )


def _print(
    prediction: Prediction, execution: ExecutionResult | None, difference: Difference | None, votes: int
) -> None:
    console = make_console()
    if prediction.output is None and not prediction.arrived:
        console.print("Not predicted: no call was answered.")
    elif prediction.output is None:
        console.print("The model gave no prediction.")
    else:
        print(prediction.output.rstrip("\n"), flush=True)
    if votes > 1:
        failed_votes = votes - prediction.arrived
        failed = f"; {failed_votes} of the calls failed" if failed_votes else ""
        console.print(f"{prediction.agreeing} of {votes} votes agree{failed}.")
    if execution is None:
        return
    if execution.outcome is not Outcome.OK:
        console.print(f"The real run fails ({execution.outcome}): {for_terminal(execution.error or '')}")
    elif difference is None:
        console.print("The prediction matches the real run.")
    elif prediction.output is None:
        console.print(f"Real output: {for_terminal(execution.output)}")
    else:
        console.print(
            f"Line {difference.line} differs.\n  predicted: {_line(difference.predicted)}\n"
            f"  real:      {_line(difference.true)}"
        )


def _line(text: str | None) -> str:
    return "(none)" if text is None else for_terminal(text)
