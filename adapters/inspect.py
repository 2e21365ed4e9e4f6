"""Inspect's solver `ses_plugin/ses` and scorer `ses_plugin/passes_tests`; its entry point finds them.

The solver runs the strategies with the models of an evaluation. The scorer runs the program in the answer on
the private tests, in our sandbox. Metrics of predictions come from the solver's report: as in lm-eval's
`ses_self_verify`, the candidates are executed on the public and on the private tests.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any

from anyio.to_thread import run_sync
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageUser,
    GenerateConfig,
    Model,
    ModelOutput,
    get_model,
)
from inspect_ai.scorer import (
    CORRECT,
    INCORRECT,
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    accuracy,
    metric,
    scorer,
    stderr,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.util import collect, span

from ses_plugin.drivers import arun, arun_request
from ses_plugin.errors import UsageError
from ses_plugin.execution import judge, shared_sandbox
from ses_plugin.extraction import extract_program
from ses_plugin.extraction.code import build_program
from ses_plugin.metrics import confusion_matrix, rank_score_at_k
from ses_plugin.service.options import parse_solve_options
from ses_plugin.service.request import (
    FIELD,
    Passthrough,
    SolveRequest,
    build_report,
    parse_request,
    passthrough_report,
)
from ses_plugin.strategies import Completions, Request, Response, Role, SampleRequest
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import ExecutionResult
from ses_plugin.usage import EXECUTE, Usage, UsageTracker


@solver  # type: ignore[untyped-decorator]  # mypy does not follow Inspect
def ses(strategy: str = "self-verify", **options: Any) -> Solver:
    """Solve samples with a strategy.

    A sample's `metadata["ses"]` may have its options, such as `tests` (the public tests) and `entry_point`. A
    sample without a problem or without examples is answered by the plain model. The report on an answer is in
    the store under "ses". Each epoch has different seeds. The model roles are `solve`, `simulate`, `fix` and
    `generate_inputs`: the transcript names them, and each may be assigned to another model.

    Args:
        strategy: The name of the strategy.
        options: The other options of `docs/options.md`, such as `k` and `votes`.

    Raises:
        UsageError: An option is invalid.

    Example:
        inspect eval task.py --solver ses_plugin/ses -S k=8
    """
    base = parse_solve_options({"strategy": strategy, **options})

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        messages = [{"role": message.role, "content": message.text} for message in state.messages]
        sample_options = (state.metadata or {}).get(FIELD) or {}
        request = parse_request(
            {"messages": messages, FIELD: sample_options, "tools": state.tools or None}, base
        )
        if isinstance(request, Passthrough):
            state.store.set(FIELD, passthrough_report(request))
            return await generate(state)
        return await _solve_sample(state, request)

    return solve


async def _solve_sample(state: TaskState, solve_request: SolveRequest) -> TaskState:
    model, options = get_model(), solve_request.options.repeated(state.epoch - 1)
    simulator = get_model(options.simulator) if options.simulator else model
    backend = _InspectBackend(model, simulator, list(state.messages))
    response = await arun(replace(solve_request, options=options).flow(), backend)
    reply = next(iter(response.replies), "")
    output = backend.outputs.get(reply)
    state.output = output or ModelOutput.from_content(str(model), reply)
    state.messages.append(state.output.message if output else ChatMessageAssistant(content=reply))
    state.store.set(FIELD, build_report(solve_request, response, backend.tracker))
    return state


class _InspectBackend:
    """Answers requests by Inspect's models. They retry by themselves; their errors fail the sample.

    `outputs` has the first output with each text. `tracker` counts the usage.
    """

    def __init__(self, model: Model, simulator: Model, messages: list[ChatMessage]) -> None:
        self.tracker = UsageTracker()
        self.outputs: dict[str, ModelOutput] = {}
        defaults = {role: simulator if role is Role.SIMULATE else model for role in Role}
        self._models = {
            role: get_model(role=role.value, default=default) for role, default in defaults.items()
        }
        self._messages = messages

    async def __call__(self, requests: Sequence[Request]) -> list[Response]:
        self.tracker.rounds += 1
        responses: list[Response] = await collect(*map(self._answer_in_span, requests))
        return responses

    async def _answer_in_span(self, request: Request) -> Response:
        async with span(f"ses {request.role if isinstance(request, SampleRequest) else EXECUTE}"):
            return await self._answer(request)

    async def _answer(self, request: Request) -> Response:
        if isinstance(request, SampleRequest):
            return Completions(
                tuple(await collect(*(self._sample_text(request, index) for index in range(request.n))))
            )
        counts = self.tracker.of(EXECUTE)
        counts.requested += 1
        started = time.perf_counter()
        execution: ExecutionResult = await arun_request(request)
        counts.usage += Usage(calls=1, seconds=time.perf_counter() - started)
        return execution

    async def _sample_text(self, request: SampleRequest, index: int) -> str:
        counts, sampling = self.tracker.of(request.role), request.sampling
        counts.requested += 1
        config = GenerateConfig(temperature=sampling.temperature, max_tokens=sampling.max_tokens)
        if sampling.temperature > 0:
            config.seed = request.seed + index
            config.top_p = sampling.top_p if sampling.top_p < 1 else None
        model = self._models[request.role]
        messages = self._messages if request.chat_request else [ChatMessageUser(content=request.prompt)]
        output = await model.generate(messages, config=config)
        usage = output.usage
        counts.truncated += output.stop_reason == "max_tokens"
        counts.usage += Usage(
            1,
            0,
            usage and usage.total_tokens - usage.output_tokens,
            usage and usage.output_tokens,
            usage and usage.total_cost,
            output.time,
        )
        text: str = output.completion
        self.outputs.setdefault(text, output)
        return text


VERDICT_ACCURACY, SIMULATION_GAP = "verdict_accuracy", "simulation_gap"

_UNKNOWN = float("nan")


def prediction_scores(report: Mapping[str, Any], tests: Sequence[Test]) -> dict[str, float]:
    """Return the share of correct verdicts on public tests, and the gain of a selection by real verdicts.

    A score that is unknown is absent: failed calls have no verdict, and only self-verify selects by verdicts.
    """
    candidates = [dict(candidate) for candidate in report.get("candidates") or ()]
    examples = next((candidate["examples"] for candidate in candidates if candidate["examples"]), ())
    if any(example["expected"] is None for example in examples):  # inputs that a model wrote
        return {}
    public = [Test(example["input"], example["expected"]) for example in examples]
    real_verdicts = _real_verdicts(candidates, public, report.get("entry_point"), stop_at_first_failure=False)
    pairs = [
        (example["passed"], passed)
        for candidate, verdicts in zip(candidates, real_verdicts, strict=True)
        for example, passed in zip(candidate["examples"], verdicts, strict=True)
        if example["passed"] is not None
    ]
    scores: dict[str, float] = {}
    if pairs:
        predicted, right = zip(*pairs, strict=True)
        scores[VERDICT_ACCURACY] = confusion_matrix(predicted, right).agreement or 0.0
    if report.get("strategy") == "self-verify" and candidates:
        solves = [
            bool(verdicts) and all(verdicts)
            for verdicts in _real_verdicts(
                candidates, tests, report.get("entry_point"), stop_at_first_failure=True
            )
        ]
        by_prediction = [float(candidate["tied"] or candidate["chosen"]) for candidate in candidates]
        by_running = [
            sum(verdicts) if candidate["program"] else -1
            for candidate, verdicts in zip(candidates, real_verdicts, strict=True)
        ]
        executed, simulated = (
            rank_score_at_k(ranks, solves, len(solves)) for ranks in (by_running, by_prediction)
        )
        scores[SIMULATION_GAP] = executed - simulated
    return scores


def _real_verdicts(
    candidates: Sequence[Mapping[str, Any]],
    tests: Sequence[Test],
    entry_point: str | None,
    *,
    stop_at_first_failure: bool,
) -> list[list[bool]]:
    """Return the verdict of each candidate on each executed test; [] for a candidate without a program."""
    sandbox = shared_sandbox()
    sources = dict.fromkeys(
        candidate["program"] for candidate in candidates if candidate["program"] is not None
    )
    futures = {
        source: sandbox.submit(
            judge,
            build_program(source, entry_point),
            tests,
            stop_at_first_failure=stop_at_first_failure,
            sandbox=sandbox,
        )
        for source in sources
    }
    passed = {
        source: [result.verdict == "AC" for result in future.result().results]
        for source, future in futures.items()
    }
    return [passed.get(candidate["program"], []) for candidate in candidates]


@metric  # type: ignore[untyped-decorator]  # mypy does not follow Inspect
def verdict_accuracy() -> Metric:
    """Return the share of predicted verdicts on public tests that are correct, over samples."""
    return _mean_of(VERDICT_ACCURACY)


@metric  # type: ignore[untyped-decorator]
def simulation_gap() -> Metric:
    """Return the success rate by real verdicts minus that by predicted verdicts, over samples."""
    return _mean_of(SIMULATION_GAP)


def _mean_of(name: str) -> Metric:
    def mean(scores: list[SampleScore]) -> float:
        values = [(sample.score.metadata or {}).get(name) for sample in scores]
        present = [value for value in values if value is not None]
        return fmean(present) if present else _UNKNOWN

    return mean


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
