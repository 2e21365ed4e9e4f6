"""The strategies: pure generators over requests and responses (`flow`).

`self_verify` and `self_fix` are the paper's two algorithms; `self_consistency` is for problems that show no
tests. A model predicts what a program prints (`ModelPredictor`) or, for the oracle of the same strategy,
the interpreter runs it (`ExecutionPredictor`). `usage.limits` bounds and counts what any of them spends.
"""

from ses_plugin.strategies.candidates import Candidate, parse_candidate, sample_candidates, shortest_candidate
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
    NotPredicted,
    PredictedOutput,
    PredictionQuery,
    Predictor,
    predicted_output_matches,
    predicted_verdict,
)
from ses_plugin.strategies.registry import STRATEGIES, Strategy, StrategyOptions, StrategyResult
from ses_plugin.strategies.self_consistency import (
    SelfConsistency,
    SelfConsistencyResult,
    select_by_agreement,
    self_consistency,
)
from ses_plugin.strategies.self_fix import FixTurn, SelfFix, SelfFixResult, repair, self_fix
from ses_plugin.strategies.self_verify import (
    Pruning,
    SelfVerify,
    SelfVerifyResult,
    TieBreak,
    score_passes,
    select_by_prediction,
    self_verify,
)

__all__ = [
    "STRATEGIES",
    "Candidate",
    "Completions",
    "ExecuteRequest",
    "ExecutionPredictor",
    "FixTurn",
    "Flow",
    "ModelPredictor",
    "NotPredicted",
    "PredictedOutput",
    "PredictionQuery",
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
    "gather",
    "parse_candidate",
    "predicted_output_matches",
    "predicted_verdict",
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
