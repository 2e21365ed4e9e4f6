"""The strategies: pure generators over requests and responses (`flow`).

`self_verify` and `self_fix` are the paper's two algorithms; `self_consistency` is for problems without public
tests. `strategy` is the interface of strategies, also for plugins; `registry` lists the built-in ones by
name. A model predicts outputs (`ModelPredictor`) or, for the oracle of the same strategy, the interpreter
runs the program (`ExecutionPredictor`). `usage.limits` bounds and counts the usage of any flow.
"""

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
from ses_plugin.strategies.registry import STRATEGIES
from ses_plugin.strategies.result import CandidateReport, ExampleCheck, StrategyResult
from ses_plugin.strategies.scoreboard import Pruning, score_passes
from ses_plugin.strategies.self_consistency import (
    SelfConsistency,
    SelfConsistencyResult,
    select_by_agreement,
    self_consistency,
)
from ses_plugin.strategies.self_fix import FixTurn, SelfFix, SelfFixResult, repair, self_fix
from ses_plugin.strategies.self_verify import (
    SelfVerify,
    SelfVerifyResult,
    TieBreak,
    select_by_prediction,
    self_verify,
)
from ses_plugin.strategies.strategy import PREDICTION_OPTIONS, CallBounds, Strategy, StrategyOptions

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
