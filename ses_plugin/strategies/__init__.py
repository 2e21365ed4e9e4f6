"""The strategies: pure generators over needs and replies (`flow`).

`self_verify` and `self_fix` are the paper's two algorithms; `self_consistency` is for problems that show no
tests. What a program prints is said by a model (`Simulate`) or, for the oracle of the same strategy, by the
interpreter (`Interpret`). `within` and `metered` bound and count what any of them spends.
"""

from ses_plugin.strategies.accounts import Budget, metered, within
from ses_plugin.strategies.drafts import Draft, drafts, read_draft, shortest
from ses_plugin.strategies.flow import (
    Execute,
    Failed,
    Flow,
    Need,
    Reply,
    Role,
    Sample,
    Sampling,
    Texts,
    sample,
    together,
)
from ses_plugin.strategies.named import STRATEGIES, Result, Strategy, StrategyOptions
from ses_plugin.strategies.predict import (
    Interpret,
    NotPredicted,
    Predicted,
    Predictor,
    Question,
    Simulate,
    passes,
    verdict,
)
from ses_plugin.strategies.scoring import Prune, points
from ses_plugin.strategies.self_consistency import Consensus, SelfConsistency, agree, self_consistency
from ses_plugin.strategies.self_fix import Fixed, SelfFix, Turn, repair, self_fix
from ses_plugin.strategies.self_verify import Choice, SelfVerify, Tie, choose, self_verify

__all__ = [
    "STRATEGIES",
    "Budget",
    "Choice",
    "Consensus",
    "Draft",
    "Execute",
    "Failed",
    "Fixed",
    "Flow",
    "Interpret",
    "Need",
    "NotPredicted",
    "Predicted",
    "Predictor",
    "Prune",
    "Question",
    "Reply",
    "Result",
    "Role",
    "Sample",
    "Sampling",
    "SelfConsistency",
    "SelfFix",
    "SelfVerify",
    "Simulate",
    "Strategy",
    "StrategyOptions",
    "Texts",
    "Tie",
    "Turn",
    "agree",
    "choose",
    "drafts",
    "metered",
    "passes",
    "points",
    "read_draft",
    "repair",
    "sample",
    "self_consistency",
    "self_fix",
    "self_verify",
    "shortest",
    "together",
    "verdict",
    "within",
]
