"""A scorer for Inspect: runs the program in the answer on the private tests, in our sandbox."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import TaskState

from ses_plugin.adapters.inspect.verification import prediction_scores, simulation_gap, verdict_accuracy
from ses_plugin.errors import UsageError
from ses_plugin.execution import judge
from ses_plugin.extraction import extract_program
from ses_plugin.service.options import parse_solve_options
from ses_plugin.service.report import FIELD
from ses_plugin.types.problem import PublicProblem


@scorer(metrics=[accuracy(), stderr(), verdict_accuracy(), simulation_gap()])  # type: ignore[untyped-decorator]  # mypy does not follow Inspect
def passes_tests(tests: str = "private_tests") -> Scorer:
    """Score an answer by the tests in the sample's metadata.

    The tests call the function `metadata["ses"]["entry_point"]`; without one, they are standard input and
    output. The solver's predictions are compared with execution results in the metrics `verdict_accuracy` and
    `simulation_gap`, and in the metadata of each score.

    Args:
        tests: The key in the metadata of the tests, a list `[{"input": …, "output": …}]`.

    Raises:
        UsageError: A sample has no tests.
    """

    async def score(state: TaskState, target: Target) -> Score:
        metadata: dict[str, Any] = state.metadata or {}
        entry_point = (metadata.get("ses") or {}).get("entry_point")
        private_tests = parse_solve_options({"tests": metadata.get(tests) or ()}).tests
        if not private_tests:
            raise UsageError(
                f"sample {state.sample_id}: no tests in its metadata under {tests!r}; "
                'give a list of {"input": TEXT, "output": TEXT}'
            )
        report = state.store.get(FIELD) or {}
        predictions = await run_sync(lambda: prediction_scores(report, private_tests))
        program = extract_program(state.output.completion, PublicProblem("", entry_point=entry_point))
        if program is None:
            return Score(
                value=INCORRECT, answer="", explanation="no program in the answer", metadata=predictions
            )
        judgement = await run_sync(lambda: judge(program, private_tests))
        passed = sum(result.verdict == "AC" for result in judgement.results)
        return Score(
            value=CORRECT if judgement.passed else INCORRECT,
            answer=program.source,
            explanation=f"{passed} of {len(private_tests)} tests passed: "
            + " ".join(str(result.verdict) for result in judgement.results),
            metadata={**predictions, "time_factor": judgement.time_factor},
        )

    return score
