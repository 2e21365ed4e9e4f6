"""A scorer for Inspect: whether the program in the answer passes the private tests, in our sandbox."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import TaskState

from ses_plugin.chat.options import read_options
from ses_plugin.errors import UsageError
from ses_plugin.execution import judge
from ses_plugin.parsing import read_code
from ses_plugin.programs import Program


@scorer(metrics=[accuracy(), stderr()])  # type: ignore[untyped-decorator]  # mypy does not follow Inspect
def passes_tests(tests: str = "private_tests") -> Scorer:
    """Score an answer by the tests in a sample's `metadata[tests]`: `[{"input": …, "output": …}]`.

    The function that they call is `metadata["ses"]["entry"]`; without one they are standard input and output.
    Raises UsageError for a sample without tests.
    """

    async def score(state: TaskState, target: Target) -> Score:
        metadata: dict[str, Any] = state.metadata or {}
        entry = (metadata.get("ses") or {}).get("entry")
        wanted = read_options({"tests": metadata.get(tests) or ()}).tests
        if not wanted:
            raise UsageError(f"sample {state.sample_id}: no tests in its metadata under {tests!r}")
        source = read_code(state.output.completion)
        if source is None:
            return Score(value=INCORRECT, answer="", explanation="no program in the answer")
        judged = await run_sync(lambda: judge(Program(source, entry), wanted))
        passed = sum(one.verdict == "AC" for one in judged.results)
        return Score(
            value=CORRECT if judged.passed else INCORRECT,
            answer=source,
            explanation=f"{passed} of {len(wanted)} tests passed: "
            + " ".join(str(one.verdict) for one in judged.results),
            metadata={"time_factor": judged.time_factor},
        )

    return score
