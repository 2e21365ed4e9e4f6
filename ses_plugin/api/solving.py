"""`solve`, `verify` and `simulate`, and their asynchronous twins: what waits for a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ses_plugin.api import Simulation, Solution, Verification, as_program, as_public_problem, check_input
from ses_plugin.api.connection import (
    AnyBackend,
    DrivenFlow,
    ModelConnection,
    ModelWork,
    connect_model,
    split_connection,
)
from ses_plugin.drivers import execute_all
from ses_plugin.errors import UsageError
from ses_plugin.service.option_fields import PYTHON_API
from ses_plugin.service.options import (
    DEFAULT_STRATEGY,
    LeastUsage,
    SolveOptions,
    check_budget,
    parse_solve_options,
)
from ses_plugin.service.solve import SolveResponse, solve_flow
from ses_plugin.strategies import (
    Candidate,
    Flow,
    ModelPredictor,
    Predictor,
    SelfVerify,
    SelfVerifyResult,
    StrategyResult,
    parse_candidate,
)
from ses_plugin.strategies import select_by_prediction as select
from ses_plugin.strategies.predictors import Prediction
from ses_plugin.strategies.predictors import simulate as predict
from ses_plugin.strategies.self_verify import report_selection
from ses_plugin.types.problem import Problem, PublicProblem
from ses_plugin.types.program import Limits, Program
from ses_plugin.usage import UsageTracker


def solve(
    problem: str | PublicProblem | Problem, *, model: Any, strategy: str = DEFAULT_STRATEGY, **options: Any
) -> Solution:
    r"""Solve a problem with a model and a strategy.

    Works in a running event loop too (a notebook), which it blocks; `asolve` does not. Ctrl-C ends it.

    Args:
        problem: The statement as text, whose examples are the public tests; a `PublicProblem`; or a
            `Problem`, whose private tests nobody sees.
        model: A model that LiteLLM reaches, by its name ("openai/gpt-4o-mini"), with `api_base`, `api_key`,
            `timeout_s` (seconds), `retries` and `concurrency` if needed. Or a model's name with
            `client=OpenAI()` or `AsyncOpenAI()`; a `vllm.LLM`; a transformers model with `tokenizer=`; or a
            backend, a function from requests to responses, sync or async (docs/api.md).
        strategy: "self-verify", "self-fix", "self-consistency", "solve", or a plugin's.
        **options: Fields of `SolveOptions`: `k`, `turns`, `votes`, `oracle`, `temperature`, `max_tokens`
            (tokens of one reply), `max_calls`, `max_total_tokens`, `seed`, ... And `tests`, a list of
            `(input, output)`, and `entry_point`, in the place of those in the problem.

    Returns:
        The solution. Its `program` is None if no reply had one.

    Raises:
        UsageError: An argument can't be used as given; nothing was asked of the model.
        ModelError: No call of the model was answered; the text has the reason of the first failure.

    Example:
        >>> from ses_plugin.strategies import Completions
        >>> texts = {"solve": "```python\nprint(int(input()) * 2)\n```", "simulate": "<output>42</output>"}
        >>> def model(requests):  # a backend whose replies are written here
        ...     return [Completions((texts[request.role],) * request.n) for request in requests]
        >>> solution = solve("Print twice the number.", tests=[("21", "42")], model=model, k=2)
        >>> print(solution.program, end="")
        print(int(input()) * 2)
        >>> solution.verified, solution.confidence
        (True, 1.0)
    """
    return _solve_work(problem, model, {"strategy": strategy, **options}).complete()


async def asolve(
    problem: str | PublicProblem | Problem, *, model: Any, strategy: str = DEFAULT_STRATEGY, **options: Any
) -> Solution:
    """Solve a problem as `solve` does, without blocking the event loop. Cancelling it cancels its calls."""
    return await _solve_work(problem, model, {"strategy": strategy, **options}).acomplete()


def verify(
    problem: str | PublicProblem | Problem,
    candidates: Sequence[str | Program],
    *,
    model: Any = None,
    **options: Any,
) -> Verification:
    r"""Choose among given programs the one that passes most public tests, by outputs that a model predicts.

    Args:
        problem: As in `solve`; it needs public tests, its own or `tests`.
        candidates: Programs: sources, replies of a model that have code in them, or `Program`s.
        model: As in `solve`. With `oracle=True` it may be left out.
        **options: `oracle` (really run the candidates, in the sandbox, in the place of predicting), `votes`,
            `direct`, `max_tokens` (of one prediction), `temperature` (0 for a single vote, else 1),
            `max_calls`, `max_total_tokens`, `seed`, `tests`, `entry_point`, and what `model` takes, as in
            `solve`.

    Returns:
        Which candidate was chosen, those that tie with it, and each prediction.

    Raises:
        UsageError: An argument can't be used as given.
        ModelError: No call of the model was answered.

    Example:
        >>> from ses_plugin.strategies import Completions
        >>> def model(requests):  # a backend that predicts, of programs with a `*`, 10, and else 7
        ...     outputs = [10 if "n * 2" in request.prompt else 7 for request in requests]
        ...     return [Completions((f"<output>{output}</output>",)) for output in outputs]
        >>> candidates = ["n = int(input())\nprint(n * 2)", "n = int(input())\nprint(n + 2)"]
        >>> choice = verify("Add 2 to the number.", candidates, tests=[("5", "7")], model=model)
        >>> choice.chosen, choice.tied, choice.verified
        (1, (1,), True)
        >>> verify("Add 2 to the number.", candidates, tests=[("5", "7")], oracle=True).chosen
        1
    """
    return _verify_work(problem, candidates, model, options).complete()


async def averify(
    problem: str | PublicProblem | Problem,
    candidates: Sequence[str | Program],
    *,
    model: Any = None,
    **options: Any,
) -> Verification:
    """Choose among programs as `verify` does, without blocking the event loop."""
    return await _verify_work(problem, candidates, model, options).acomplete()


def simulate(
    program: str | Program, input: str = "", *, model: Any, entry_point: str | None = None, **options: Any
) -> Simulation:
    r"""Return what a model says that a program prints, or a function returns. Nothing is run.

    Args:
        program: Its source, or a `Program`.
        input: Its standard input; for a function the text between the parentheses of the call.
        model: As in `solve`.
        entry_point: The function to be called, None for a program that reads standard input.
        **options: `votes` (predictions to ask for; the output of most of them counts), `direct` (without
            reasoning), `max_tokens` (of one reply), `temperature` (0 for a single vote, else 1), `top_p`,
            `seed`, `max_calls`, `max_total_tokens`, `prompts`, and what `model` takes, as in `solve`.

    Returns:
        The predicted output, None if the model gave none, and all votes.

    Raises:
        UsageError: An argument can't be used as given.
        ModelError: No call of the model was answered.

    Example:
        >>> from ses_plugin.strategies import Completions
        >>> def model(requests):  # a backend whose replies are written here
        ...     return [Completions(("It adds.\n<output>7</output>",)) for request in requests]
        >>> simulate("print(3 + 4)", model=model, votes=3).output
        '7'
    """
    return _simulate_work(as_program(program, entry_point), input, model, options).complete()


async def asimulate(
    program: str | Program, input: str = "", *, model: Any, entry_point: str | None = None, **options: Any
) -> Simulation:
    """Return a prediction as `simulate` does, without blocking the event loop."""
    return await _simulate_work(as_program(program, entry_point), input, model, options).acomplete()


def _solve_work(
    problem: str | PublicProblem | Problem, model: Any, keywords: dict[str, Any]
) -> ModelWork[SolveResponse, Solution]:
    public, connection, options = _read_keywords(problem, keywords)
    flow = solve_flow(public, options, _limits_of(problem))

    def finish(outcome: DrivenFlow[SolveResponse]) -> Solution:
        result, replies = outcome.result.result, outcome.result.replies
        return Solution(
            program=result.program,
            entry_point=public.entry_point,
            strategy=result.strategy,
            verified=result.verified,
            confidence=result.confidence,
            summary=result.summary,
            candidates=result.candidates,
            reply=replies[0] if replies else "",
            usage=outcome.usage,
            seconds=outcome.seconds,
        )

    backend, tracker = _connect(model, connection, options)
    return ModelWork(flow, backend, finish, lambda response: not any(response.replies), tracker)


def _verify_work(
    problem: str | PublicProblem | Problem,
    candidates: Sequence[str | Program],
    model: Any,
    keywords: dict[str, Any],
) -> ModelWork[tuple[SelfVerifyResult, StrategyResult], Verification]:
    _refuse(
        keywords, "verify", "strategy", "k", "turns", "submit_passing", "fix_feedback", "strategy_options"
    )
    public, connection, options = _read_keywords(problem, keywords)
    if not public.public_tests:
        raise UsageError(
            "the problem has no public tests to choose by; give tests=[(input, output), ...] "
            "(no examples were found in its text)"
        )
    parsed_candidates = _as_candidates(candidates, public)
    if not options.oracle:
        check_budget(options, PYTHON_API, LeastUsage(reply_tokens=options.simulate_tokens))
    settings = SelfVerify(
        predictor=_predictor(options, _limits_of(problem)),
        pruning=options.pruning,
        seed=options.seed,
        score_all_contenders=True,
    )

    def flow() -> Flow[tuple[SelfVerifyResult, StrategyResult]]:
        choice = yield from select(public, parsed_candidates, settings)
        return choice, report_selection(choice, public, simulated=not options.oracle)

    def finish(outcome: DrivenFlow[tuple[SelfVerifyResult, StrategyResult]]) -> Verification:
        choice, result = outcome.result
        return Verification(
            chosen=choice.chosen,
            program=result.program.source if result.program else None,
            tied=choice.tied,
            verified=result.verified,
            confidence=result.confidence,
            summary=result.summary,
            candidates=result.candidates,
            usage=outcome.usage,
            seconds=outcome.seconds,
        )

    if model is None and options.oracle:
        model = execute_all
    backend, tracker = _connect(model, connection, options)
    return ModelWork(flow(), backend, finish, tracker=tracker, budget=options.budget)


def _simulate_work(
    program: Program, text: str, model: Any, keywords: dict[str, Any]
) -> ModelWork[Prediction, Simulation]:
    _refuse(
        keywords,
        "simulate",
        *("strategy", "k", "turns", "submit_passing", "fix_feedback", "strategy_options", "tests", "oracle"),
        "pruning",
    )
    connection, values = split_connection(keywords)
    options = parse_solve_options(values, syntax=PYTHON_API)
    check_budget(options, PYTHON_API, LeastUsage(reply_tokens=options.simulate_tokens))
    flow = predict(program, check_input(program, text), _predictor(options, Limits()))

    def finish(outcome: DrivenFlow[Prediction]) -> Simulation:
        prediction = outcome.result
        return Simulation(
            prediction.output, prediction.votes, prediction.agreeing, outcome.usage, outcome.seconds
        )

    backend, tracker = _connect(model, connection, options)
    return ModelWork(flow, backend, finish, tracker=tracker, budget=options.budget)


def _read_keywords(
    problem: str | PublicProblem | Problem, keywords: dict[str, Any]
) -> tuple[PublicProblem, ModelConnection, SolveOptions]:
    """Return the problem with the tests among the keywords, the connection, and the options."""
    connection, values = split_connection(keywords)
    public = as_public_problem(problem, values.pop("tests", None), values.pop("entry_point", None))
    return public, connection, parse_solve_options(values, syntax=PYTHON_API)


def _predictor(options: SolveOptions, limits: Limits) -> Predictor:
    """Return the predictor; where nothing else is asked of a model `temperature` is that of predictions."""
    predictor, temperature = options.predictor(limits), options.temperature
    if temperature is None or options.simulate_temperature is not None:
        return predictor
    if not isinstance(predictor, ModelPredictor):
        return predictor
    return replace(predictor, sampling=replace(predictor.sampling, temperature=temperature))


def _refuse(keywords: dict[str, Any], function: str, *names: str) -> None:
    for name in names:
        if name in keywords:
            raise UsageError(f"{name}={keywords[name]!r:.100}: {function} has no such option")


def _limits_of(problem: object) -> Limits:
    return problem.limits if isinstance(problem, Problem) else Limits()


def _as_candidates(candidates: Sequence[str | Program], public: PublicProblem) -> tuple[Candidate, ...]:
    if isinstance(candidates, str) or not isinstance(candidates, Sequence) or not candidates:
        raise UsageError(f"candidates={candidates!r:.100}: give a list of one program or more")
    return tuple(_as_candidate(number, one, public) for number, one in enumerate(candidates, 1))


def _as_candidate(number: int, candidate: object, public: PublicProblem) -> Candidate:
    match candidate:
        case str():
            return parse_candidate(candidate, public)
        case Program():
            if candidate.entry_point not in (None, public.entry_point):
                raise UsageError(
                    f"candidates: number {number} has entry_point={candidate.entry_point!r}, and the problem "
                    f"{public.entry_point!r}; give verify(..., entry_point={candidate.entry_point!r})"
                )
            return Candidate(candidate.source, replace(candidate, entry_point=public.entry_point))
    raise UsageError(
        f"candidates: number {number} is {candidate!r:.100}; give a source, a reply or a Program"
    )


def _connect(
    model: Any, connection: ModelConnection, options: SolveOptions
) -> tuple[AnyBackend, UsageTracker | None]:
    """Return the backend, and its tracker if it was made here: a caller's own may serve others too."""
    backend = connect_model(model, connection, options)
    tracker = getattr(backend, "usage", None)
    own = backend is not model and isinstance(tracker, UsageTracker)
    return backend, tracker if own else None
