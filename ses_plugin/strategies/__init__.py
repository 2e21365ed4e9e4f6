"""The strategies: pure generators over requests and responses (`flow`).

`self_verify` and `self_fix` are the paper's two algorithms; `self_consistency` is for problems without public
tests. `strategy` is the interface of strategies, also for plugins; `STRATEGIES` has the built-in ones by
name. A model predicts outputs (`ModelPredictor`) or, for the oracle of the same strategy, the interpreter
runs the program (`ExecutionPredictor`). `ses_plugin.usage` bounds and counts the usage of any flow.
"""

from __future__ import annotations

from collections.abc import Mapping

from ses_plugin.strategies.candidates import (
    Candidate,
    CandidateSource,
    as_code_block,
    parse_candidate,
    prompted_source,
    sample_candidates,
    shortest_candidate,
)
from ses_plugin.strategies.flow import (
    Completions,
    ExecuteRequest,
    Flow,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
    gather,
    sample,
)
from ses_plugin.strategies.predictors import (
    ExecutionPredictor,
    ModelPredictor,
    PredictedOutput,
    PredictionQuery,
    PredictionStatus,
    Predictor,
    predicted_output_matches,
    predicted_verdict,
)
from ses_plugin.strategies.scoreboard import Pruning, score_passes
from ses_plugin.strategies.self_consistency import (
    SelfConsistency,
    SelfConsistencyResult,
    SelfConsistencyStrategy,
    select_by_agreement,
    self_consistency,
)
from ses_plugin.strategies.self_fix import FixTurn, SelfFix, SelfFixResult, SelfFixStrategy, repair, self_fix
from ses_plugin.strategies.self_verify import (
    SelfVerify,
    SelfVerifyResult,
    SelfVerifyStrategy,
    TieBreak,
    select_by_prediction,
    self_verify,
)
from ses_plugin.strategies.strategy import (
    NO_PROGRAM,
    PREDICTION_OPTIONS,
    CallBounds,
    CandidateReport,
    ExampleCheck,
    FixFeedback,
    Strategy,
    StrategyOptions,
    StrategyResult,
    report_candidate,
)
from ses_plugin.types.problem import PublicProblem

__all__ = [
    "PREDICTION_OPTIONS",
    "STRATEGIES",
    "CallBounds",
    "Candidate",
    "CandidateReport",
    "CandidateSource",
    "Completions",
    "ExampleCheck",
    "ExecuteRequest",
    "ExecutionPredictor",
    "FixFeedback",
    "FixTurn",
    "Flow",
    "ModelPredictor",
    "PredictedOutput",
    "PredictionQuery",
    "PredictionStatus",
    "Predictor",
    "Pruning",
    "Request",
    "RequestFailed",
    "Response",
    "Role",
    "SampleRequest",
    "SamplingParams",
    "SelfConsistency",
    "SelfConsistencyResult",
    "SelfFix",
    "SelfFixResult",
    "SelfVerify",
    "SelfVerifyResult",
    "Strategy",
    "StrategyOptions",
    "StrategyResult",
    "TieBreak",
    "as_code_block",
    "gather",
    "parse_candidate",
    "predicted_output_matches",
    "predicted_verdict",
    "prompted_source",
    "repair",
    "sample",
    "sample_candidates",
    "score_passes",
    "select_by_agreement",
    "select_by_prediction",
    "self_consistency",
    "self_fix",
    "self_verify",
    "shortest_candidate",
]


class SolveStrategy(Strategy):
    """The model's replies, unchanged. Nothing is verified."""

    def run(
        self, problem: PublicProblem, options: StrategyOptions, source: CandidateSource
    ) -> Flow[StrategyResult]:
        """Sample `n` candidates; the first one is the answer."""
        candidates = yield from source.sample(options.n, options.sampling, options.seed)
        first = candidates[0] if candidates else Candidate("", None)
        prefix = "Nothing was" if problem.public_tests else "No examples were found, so nothing could be"
        return StrategyResult(
            first.program,
            tuple(candidate.reply for candidate in candidates),
            tuple(report_candidate(candidate, (), chosen=candidate is first) for candidate in candidates),
            summary=(
                NO_PROGRAM
                if first.program is None
                else f"{prefix} verified: this is the model's first reply.",
            ),
        )

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return one call for each of `n` replies."""
        return CallBounds(options.n, options.n, {Role.SOLVE: options.n})


STRATEGIES: Mapping[str, Strategy] = {
    "solve": SolveStrategy(),
    "self-verify": SelfVerifyStrategy(),
    "self-fix": SelfFixStrategy(),
    "self-consistency": SelfConsistencyStrategy(),
}
