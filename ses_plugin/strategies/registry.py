"""The built-in strategies by name."""

from __future__ import annotations

from collections.abc import Mapping

from ses_plugin.strategies.candidates import Candidate, CandidateSource
from ses_plugin.strategies.flow import Flow, Role
from ses_plugin.strategies.result import NO_PROGRAM, StrategyResult, report_candidate
from ses_plugin.strategies.self_consistency import SelfConsistencyStrategy
from ses_plugin.strategies.self_fix import SelfFixStrategy
from ses_plugin.strategies.self_verify import SelfVerifyStrategy
from ses_plugin.strategies.strategy import CallBounds, Strategy, StrategyOptions
from ses_plugin.types.problem import PublicProblem


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
