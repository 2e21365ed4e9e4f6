"""A scorer for Inspect: whether the program in the answer passes the private tests, in our sandbox."""

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
    """Score an answer by the tests in a sample's `metadata[tests]`: `[{"input": …, "output": …}]`.

    The function that they call is `metadata["ses"]["entry_point"]`; without one they are standard input and
    output. What the solver predicted of its candidates is compared with what they really do, in the metrics
    `verdict_accuracy` and `simulation_gap` and in each score's metadata. Raises UsageError for a sample
    without tests.
    """

    async def score(state: TaskState, target: Target) -> Score:
        metadata: dict[str, Any] = state.metadata or {}
        entry_point = (metadata.get("ses") or {}).get("entry_point")
        private = parse_solve_options({"tests": metadata.get(tests) or ()}).tests
        if not private:
            raise UsageError(f"sample {state.sample_id}: no tests in its metadata under {tests!r}")
        report = state.store.get(FIELD) or {}
        predictions = await run_sync(lambda: prediction_scores(report, private))
        program = extract_program(state.output.completion, PublicProblem("", entry_point=entry_point))
        if program is None:
            return Score(
                value=INCORRECT, answer="", explanation="no program in the answer", metadata=predictions
            )
        judged = await run_sync(lambda: judge(program, private))
        passed = sum(one.verdict == "AC" for one in judged.results)
        return Score(
            value=CORRECT if judged.passed else INCORRECT,
            answer=program.source,
            explanation=f"{passed} of {len(private)} tests passed: "
            + " ".join(str(one.verdict) for one in judged.results),
            metadata={**predictions, "time_factor": judged.time_factor},
        )

    return score
