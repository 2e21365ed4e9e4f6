"""`ses simulate`: what a model says that a program prints."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from ses_plugin.cli import model_options
from ses_plugin.cli.output import for_terminal, make_console, print_usage
from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.files.reading import MAX_INPUT, MAX_SOURCE, PROGRAM, read_standard_input, read_text
from ses_plugin.scoring.prediction_match import Difference, first_difference, literal_matches
from ses_plugin.service.options import SOLVE_OPTIONS
from ses_plugin.strategies.predictors import Prediction, simulate
from ses_plugin.syntax import find_argument_fault
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program
from ses_plugin.usage.limits import with_budget

DIFFERENT, NO_ANSWER = 3, 4
"""Exit statuses: the prediction is not what the program gives (--check); the model gave no prediction."""

_OPTIONS = (
    replace(SOLVE_OPTIONS["votes"], help="predictions, of which the most frequent is taken"),
    replace(
        SOLVE_OPTIONS["temperature"], help="of predictions", default_text="0; 1 if there are several votes"
    ),
    *(SOLVE_OPTIONS[name] for name in ("direct", "top_p", "max_tokens", "seed", "prompts")),
    *(SOLVE_OPTIONS[name] for name in ("max_calls", "max_total_tokens")),
)
"""The options of solving that make sense for one prediction, which no strategy needs."""

_CALL = "give what stands between its parentheses, as in: echo '[1, 2], n=3' | ses simulate FILE --entry f"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "program", metavar="PROGRAM", type=Path, help="a Python file; its input is read from standard input"
    )
    parser.add_argument(
        "--entry", metavar="NAME", help="predict what this function returns; standard input has the arguments"
    )
    parser.add_argument(
        "--check", action="store_true", help="run the program too, and show the first difference"
    )
    model_options.add_model_arguments(parser, [replace(spec, by_strategy=False) for spec in _OPTIONS])


def run(options: argparse.Namespace) -> int:
    """Predict, print, and return the exit status: 0, DIFFERENT or NO_ANSWER."""
    program = Program(read_text(options.program, MAX_SOURCE, PROGRAM), options.entry)
    text = read_standard_input(MAX_INPUT, "an input in UTF-8 that is not as long")
    if program.entry_point is not None:
        text = text.strip()
        if fault := find_argument_fault(text):  # before a model is paid
            raise UsageError(f"standard input: {fault}; {_CALL}")
    solving = model_options.parse_flags(options)
    predictor = replace(solving, simulate_temperature=solving.temperature).predictor(Limits())
    flow = with_budget(simulate(program, text, predictor), solving.budget)
    done = model_options.run_flow(flow, options, solving)
    ran = shared_sandbox().run(program, text) if options.check else None
    difference = None if ran is None else _difference(done.result, ran, program)
    if options.json:
        row = {**asdict(done.result), "seconds": done.seconds, "usage": done.traffic.to_row()}
        checked = {"ran": ran and ran.to_row(), "same": None if ran is None else difference is None}
        print(json.dumps({**row, **checked}, indent=2))
    else:
        _print(done.result, ran, difference, solving.votes)
        print_usage(done.traffic, done.seconds)
    if done.result.output is None:
        return NO_ANSWER
    return DIFFERENT if difference is not None else 0


def _difference(prediction: Prediction, ran: ExecutionResult, program: Program) -> Difference | None:
    """Return the first difference between what was predicted and what is; none if they are the same."""
    predicted = prediction.output
    if ran.outcome is not Outcome.OK:
        return Difference(1, predicted, None)
    if predicted is None:
        return Difference(1, None, ran.output)
    if program.entry_point is None:
        return first_difference(predicted, ran.output)
    return None if literal_matches(predicted, ran.output) else Difference(1, predicted, ran.output)


def _print(
    prediction: Prediction, ran: ExecutionResult | None, difference: Difference | None, votes: int
) -> None:
    screen = make_console()
    if prediction.output is None and not prediction.arrived:
        screen.print("Not predicted: no reply came.")
    elif prediction.output is None:
        screen.print("The model gave no prediction.")
    else:
        print(prediction.output.rstrip("\n"), flush=True)
    if votes > 1:
        missing = votes - prediction.arrived
        failed = f"; {missing} of the calls failed" if missing else ""
        screen.print(f"{prediction.agreeing} of {votes} votes agree{failed}.")
    if ran is None:
        return
    if ran.outcome is not Outcome.OK:
        screen.print(f"Really the program ends otherwise ({ran.outcome}): {for_terminal(ran.error or '')}")
    elif difference is None:
        screen.print("The same as the real run.")
    elif prediction.output is None:
        screen.print(f"Really: {for_terminal(ran.output)}")
    else:
        screen.print(
            f"Line {difference.line} differs.\n  predicted: {_line(difference.predicted)}\n"
            f"  really:    {_line(difference.true)}"
        )


def _line(text: str | None) -> str:
    return "(none)" if text is None else for_terminal(text)
